//! A running `serve`, over HTTP and with signals.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    process::{Child, Stdio},
    sync::mpsc::{Receiver, channel},
    time::{Duration, Instant},
};

use super::Stage;

/// How long a condition may take to become true.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A running `serve`.
pub struct Serving {
    child: Child,
    pub address: SocketAddr,
    pub notes: Receiver<String>,
    /// What was noted before it served.
    pub start_notes: Vec<String>,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Serving {
    /// Starts it on the fleet file of the stage, and waits until it serves.
    pub fn start(stage: &Stage, more: &[&str], environment: &[(&str, &str)]) -> Self {
        let arguments = ["serve", "--fleet", "fleet.toml", "--state", "state/s.sqlite3", "--listen", "127.0.0.1:0"];
        let mut command = stage.command(&[&arguments, more].concat());
        command.envs(environment.iter().copied()).stdin(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (sender, notes) = channel();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let unknown = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut serving = Self { child, address: unknown, notes, start_notes: Vec::new() };
        let (note, before) = serving.noted_after("serving http://");
        serving.start_notes = before;
        let address = note.split("http://").nth(1).unwrap().trim_end_matches('/');
        serving.address = address.parse().unwrap();
        serving
    }

    /// Waits for a note that contains a text.
    pub fn noted(&self, text: &str) -> String {
        self.noted_after(text).0
    }

    /// The same, and the notes before it.
    fn noted_after(&self, text: &str) -> (String, Vec<String>) {
        let mut before = Vec::new();
        let end = Instant::now() + PATIENCE;
        loop {
            let note = self.notes.recv_timeout(end.saturating_duration_since(Instant::now()));
            let note = note.unwrap_or_else(|error| panic!("no note has “{text}”: {error}"));
            if note.contains(text) {
                return (note, before);
            }
            before.push(note);
        }
    }

    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).unwrap();
    }

    pub fn get(&self, path: &str) -> Answer {
        self.request(&format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n"))
    }

    pub fn request(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer:?}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    /// Waits until a path answers with a status.
    pub fn until(&self, path: &str, status: u16) {
        let end = Instant::now() + PATIENCE;
        while self.get(path).status != status {
            assert!(Instant::now() < end, "{path} never answers {status}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until it has ended, and returns its exit code.
    pub fn ended(mut self) -> i32 {
        self.child.wait().unwrap().code().unwrap()
    }
}
