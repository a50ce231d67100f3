import type { Dependency } from "../types";

const dependency = (name: string, version: string, license: string): Dependency => ({ name, version, license });

/** An example of the desktop shell's information about itself, of which nothing is recorded. */
export const dependencies: Dependency[] = [
  dependency("aws-lc-sys", "0.34.0", "ISC AND (Apache-2.0 OR ISC) AND OpenSSL"),
  dependency("encoding_rs", "0.8.35", "(Apache-2.0 OR MIT) AND BSD-3-Clause"),
  dependency("jiff", "0.2.16", "Unlicense OR MIT"),
  dependency("keyring", "4.2.0", "MIT OR Apache-2.0"),
  dependency("reqwest", "0.13.5", "MIT OR Apache-2.0"),
  dependency("rusqlite", "0.43.0", "MIT"),
  dependency("rustls", "0.23.40", "Apache-2.0 OR ISC OR MIT"),
  dependency("ring", "0.17.14", "Apache-2.0 AND ISC"),
  dependency("serde", "1.0.228", "MIT OR Apache-2.0"),
  dependency("tauri", "2.12.5", "Apache-2.0 OR MIT"),
  dependency("tokio", "1.50.0", "MIT"),
  dependency("unicode-ident", "1.0.22", "(MIT OR Apache-2.0) AND Unicode-3.0"),
];

export const report = `License Watch: 0.1.0
at: 2026-11-24T09:00:00Z
system: linux x86_64
webview: 2.50.4
shell: ShellState { tray: true, notifications: true, autostart: Some(false) }
tokens: Keyring
store: 536576 bytes
settings: Settings { refresh: RefreshSettings { interval_hours: Interval(6), route: System } }
workspaces: 2
-: Acme Corporation https://chat.acme.example/team 8.5 Expiring Soon by PersonalAccessToken read 2026-11-24T08:56:00Z
-: Blue Harbor Clinic https://chat.clinic.example 7.10 Valid Problem by PersonalAccessToken error Unreachable

log:
2026-11-24T06:00:00Z  INFO license_watch_desktop::engine: started
2026-11-24T06:00:02Z  INFO watch::engine::refresh: cannot be read code=Unreachable
`;
