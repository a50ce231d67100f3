//! Arguments that the agent does not know.
#![allow(clippy::unwrap_used)]

use std::process::Command;

#[test]
fn no_message_repeats_a_token() {
    let token = "X4kq9ZrT2mVw8LpB1nYc7HsD5fGj3Ka6QeUoRiWtP0z";
    for argument in [
        token.to_owned(),
        format!("--{token}"),
        format!("--man={token}"),
        format!("-{token}"),
        format!("license-watch://workspace/{token}"),
    ] {
        let run = Command::new(env!("CARGO_BIN_EXE_license-watch-agent")).arg(&argument).output().unwrap();
        let said = String::from_utf8([run.stdout, run.stderr].concat()).unwrap();
        assert_eq!((run.status.code(), said.contains("error:")), (Some(2), true), "{argument}: {said}");
        assert!(!said.contains(token), "{argument}: {said}");
    }
}
