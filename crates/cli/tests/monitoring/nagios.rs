//! Nagios runs the check as a plugin, by the command that is shipped.

use std::{
    collections::HashMap,
    fs,
    process::{Command, Output},
};

use crate::{
    process::Background,
    program, shipped,
    support::{NOW, Stage},
};

/// A fleet of one workspace with the name that the shipped file has, and a configuration of Nagios with that file.
fn configure(stage: &Stage) -> std::path::PathBuf {
    let name = format!("{:?}", stage.sandbox.workspace("modern").name);
    let fleet = stage.write("fleet.toml", &stage.section("modern").replace(&name, "\"Acme\""));
    let service = fs::read_to_string(shipped("nagios.cfg")).unwrap();
    let service = service
        .replace("/usr/bin/license-watch", env!("CARGO_BIN_EXE_license-watch"))
        .replace("/etc/license-watch/fleet.toml", fleet.to_str().unwrap())
        .replace("--timeout 50s", "--timeout 50s -v");
    stage.write("service.cfg", &service);
    // What a Nagios that is installed has already.
    let objects = "
define timeperiod {
    timeperiod_name  always
    alias            always
    monday  00:00-24:00
    tuesday 00:00-24:00
    wednesday 00:00-24:00
    thursday 00:00-24:00
    friday 00:00-24:00
    saturday 00:00-24:00
    sunday 00:00-24:00
}
define contact {
    contact_name                   nobody
    host_notifications_enabled     0
    service_notifications_enabled  0
    host_notification_period       always
    service_notification_period    always
    host_notification_commands     check_license_watch
    service_notification_commands  check_license_watch
}
define host {
    host_name              localhost
    address                127.0.0.1
    max_check_attempts     1
    check_period           always
    notification_period    always
    contacts               nobody
    active_checks_enabled  0
}
define service {
    name                 generic-service
    check_period         always
    notification_period  always
    contacts             nobody
    register             0
}
";
    stage.write("objects.cfg", objects);
    fs::create_dir(stage.folder.path().join("spool")).unwrap();
    let folder = stage.folder.path().display();
    let user = Command::new("id").arg("-un").output().unwrap().stdout;
    let group = Command::new("id").arg("-gn").output().unwrap().stdout;
    let (user, group) = (String::from_utf8(user).unwrap(), String::from_utf8(group).unwrap());
    let main = format!(
        "log_file={folder}/nagios.log
cfg_file={folder}/objects.cfg
cfg_file={folder}/service.cfg
object_cache_file={folder}/objects.cache
precached_object_file={folder}/objects.precache
status_file={folder}/status.dat
status_update_interval=1
temp_file={folder}/nagios.tmp
temp_path={folder}
check_result_path={folder}/spool
check_external_commands=0
command_file={folder}/nagios.cmd
query_socket={folder}/nagios.qh
lock_file={folder}/nagios.lock
retain_state_information=0
use_syslog=0
nagios_user={}
nagios_group={}
service_inter_check_delay_method=n
",
        user.trim(),
        group.trim()
    );
    stage.write("main.cfg", &main)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Nagios: cargo xtask test --only monitoring"]
async fn nagios_reads_state_text_and_perfdata() {
    let stage = Stage::new().await;
    let config = configure(&stage);
    let Output { status, stdout, .. } =
        Command::new(program("usr/sbin/nagios4")).arg("-v").arg(&config).output().unwrap();
    let verified = String::from_utf8_lossy(&stdout);
    assert!(status.success() && verified.contains("Total Errors:   0"), "{verified}");

    let mut command = Command::new(program("usr/sbin/nagios4"));
    command.arg(&config).env("LICENSE_WATCH_NOW", NOW).env("TZ", "UTC").current_dir(stage.folder.path());
    let mut nagios = Background::start(&mut command, stage.folder.path());
    let service = nagios.wait_for("result of the check", || {
        let status = fs::read_to_string(stage.folder.path().join("status.dat")).ok()?;
        let (_, service) = status.split_once("servicestatus {")?;
        let (service, _) = service.split_once("\n\t}")?;
        let fields: HashMap<_, _> = service
            .lines()
            .filter_map(|line| line.trim().split_once('='))
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .collect();
        (fields.get("has_been_checked")? == "1").then_some(fields)
    });
    assert_eq!(service["current_state"], "1");
    assert_eq!(
        service["plugin_output"],
        "LICENSE WARNING - Acme: voip-enterprise, teams-voip, outlook-calendar stop in 11 days - \
         Acme: Enterprise expires in 25 days"
    );
    assert_eq!(
        service["long_plugin_output"],
        "[WARNING] Acme: voip-enterprise, teams-voip, outlook-calendar stop in 11 days\\n\
         [WARNING] Acme: Enterprise expires in 25 days"
    );
    assert_eq!(
        service["performance_data"],
        "'Acme days'=25;30:;7: 'Acme modules days'=11;30:;7: 'Acme seats'=41;;;0;50"
    );
}
