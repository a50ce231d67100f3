//! Icinga 2 runs the check, by the command and the service that are shipped.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    process::Background,
    program, shipped,
    support::{NOW, Stage},
};

/// Icinga with this configuration, which keeps everything in a folder.
fn icinga(config: &Path, folder: &Path) -> Command {
    // The program of the package is a script around this one, and knows where it would be installed.
    let libraries = program("usr/lib").join(format!("{}-linux-gnu", std::env::consts::ARCH));
    let mut command = Command::new(libraries.join("icinga2/sbin/icinga2"));
    command.arg("daemon").arg("-c").arg(config).arg("-I").arg(program("usr/share/icinga2/include"));
    for place in ["ConfigDir", "DataDir", "LogDir", "CacheDir", "SpoolDir", "InitRunDir"] {
        let path = folder.join(place);
        fs::create_dir_all(&path).unwrap();
        command.arg(format!("-D{place}={}", path.display()));
    }
    for (who, option) in [("RunAsUser", "-un"), ("RunAsGroup", "-gn")] {
        let name = Command::new("id").arg(option).output().unwrap().stdout;
        command.arg(format!("-D{who}={}", String::from_utf8(name).unwrap().trim()));
    }
    let libraries = std::env::join_paths([&libraries, &libraries.join("icinga2")]).unwrap();
    command.env("LD_LIBRARY_PATH", libraries).env("LICENSE_WATCH_NOW", NOW).env("TZ", "UTC").current_dir(folder);
    command
}

fn configure(stage: &Stage) -> PathBuf {
    let name = format!("{:?}", stage.sandbox.workspace("trial").name);
    let fleet = stage.write("fleet.toml", &stage.section("trial").replace(&name, "\"Acme\""));
    let service = fs::read_to_string(shipped("icinga2.conf")).unwrap();
    let service = service
        .replace("/usr/bin/license-watch", env!("CARGO_BIN_EXE_license-watch"))
        .replace("/etc/license-watch/fleet.toml", fleet.to_str().unwrap())
        .replace("check_interval = 6h", "check_interval = 1s");
    let service = stage.write("license-watch.conf", &service);
    let folder = stage.folder.path().display();
    let main = format!(
        r#"
include <itl>
const NodeName = "localhost"
object CheckerComponent "checker" {{ }}
object PerfdataWriter "results" {{
  service_perfdata_path = "{folder}/results"
  service_temp_path = "{folder}/results.tmp"
  host_perfdata_path = "{folder}/hosts"
  host_temp_path = "{folder}/hosts.tmp"
  service_format_template = "$service.name$\t$service.state$\t$service.output$\t$service.perfdata$"
  rotation_interval = 1s
}}
object Host "rooms" {{
  check_command = "dummy"
  vars.license_watch_workspaces = [ "Acme" ]
}}
include "{}"
"#,
        service.display()
    );
    stage.write("main.conf", &main)
}

/// The first result that is written.
fn result(folder: &Path) -> Option<String> {
    let files = fs::read_dir(folder).unwrap().filter_map(|entry| Some(entry.ok()?.path()));
    let is_of_service = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with("results.1");
    let text: String = files.filter(is_of_service).filter_map(|path| fs::read_to_string(path).ok()).collect();
    text.lines().next().map(str::to_owned)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Icinga: cargo xtask test --only monitoring"]
async fn icinga_reads_state_text_and_perfdata() {
    let stage = Stage::new().await;
    let (config, folder) = (configure(&stage), stage.folder.path());
    let verified = icinga(&config, folder).arg("-C").output().unwrap();
    let said = String::from_utf8_lossy(&verified.stdout);
    assert!(verified.status.success() && !said.contains("warning/"), "{said}");
    assert!(said.contains("Instantiated 1 Service."), "{said}");

    let mut command = icinga(&config, folder);
    let mut icinga = Background::start(&mut command, folder);
    let result = icinga.wait_for("result of the check", || result(folder));
    assert_eq!(
        // Icinga keeps the space before the bar.
        result.split('\t').map(str::trim_end).collect::<Vec<_>>(),
        [
            "license-Acme",
            "CRITICAL",
            "LICENSE CRITICAL - Acme: trial ends in 6 days - Acme: 25 of 25 seats in use",
            "'Acme days'=6;30:;7: 'Acme seats'=25;;;0;25"
        ]
    );
}
