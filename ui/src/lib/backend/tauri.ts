import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

import { commands } from "./bindings/Commands";
import { asFailure, type Backend } from "./contract";
import type { Commands, EngineEvent } from "./types";

/** The name of the Tauri event that carries the engine's events. */
const ENGINE_EVENT = "engine-event";

/** The engine in the desktop application: one method per command, from the list that Rust generates. */
export function tauriBackend(): Backend {
  const methods = Object.entries(commands).map(([method, [command, ...names]]) => [
    method,
    (...given: unknown[]) => call(command, Object.fromEntries(names.map((name, at) => [name, given[at]]))),
  ]);
  const handlers = new Set<(event: EngineEvent) => void>();
  // Each registration is a round trip, for which the first content would wait: there is one, and it begins at once.
  let registered: Promise<unknown> | undefined;
  function register(): Promise<unknown> {
    const registering = listen<EngineEvent>(ENGINE_EVENT, ({ payload }) =>
      handlers.forEach((handle) => handle(payload)),
    );
    registering.catch(() => (registered = undefined));
    return registering;
  }
  registered = register();
  return {
    ...(Object.fromEntries(methods) as Commands),
    listen: async (handler) => {
      // Several listeners may share a function.
      const handle = (event: EngineEvent) => handler(event);
      handlers.add(handle);
      try {
        await (registered ??= register());
      } catch (thrown) {
        handlers.delete(handle);
        throw thrown;
      }
      return () => handlers.delete(handle);
    },
  };
}

async function call(command: string, args: Record<string, unknown>): Promise<unknown> {
  try {
    // One door: the window answers what needs a dialog, and passes everything else on to the agent.
    return await invoke("call", { command, arguments: JSON.stringify(args) });
  } catch (thrown) {
    throw asFailure(thrown);
  }
}
