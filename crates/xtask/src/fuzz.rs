//! `fuzz`: feeds the decoder with random input, starting from recorded answers, for a given time.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Context, Result};

use crate::{cargo_tool::Tool, command, paths};

const CARGO_FUZZ: Tool = Tool { name: "cargo-fuzz", version: "0.13.2", features: &[] };

/// The folders of the recorded answers, from which it starts.
const RECORDED: [&str; 2] = ["tests/sandbox/payloads", "crates/rocketchat/tests/payloads"];

/// The instant that replaces every placeholder of a recorded answer.
const INSTANT: &str = "2026-06-01T00:00:00Z";

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How long, in seconds
    #[arg(long, default_value_t = 600, value_name = "N")]
    seconds: u32,
}

/// Runs it, and fails if it finds something. The input that it found is in `tests/fuzz/artifacts`.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let tool = CARGO_FUZZ.ready()?;
    let folder = std::path::absolute(paths::target().join("fuzz")).context("cannot find the target folder")?;
    let (corpus, seeds, words) = (folder.join("corpus"), folder.join("seeds"), folder.join("words.dict"));
    let recorded = recorded()?;
    for folder in [&corpus, &seeds] {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    for (number, answer) in recorded.iter().enumerate() {
        fs::write(seeds.join(format!("{number}.json")), answer).context("cannot write the seeds")?;
    }
    fs::write(&words, dictionary(&recorded)).context("cannot write the words")?;
    let mut fuzz = Command::new(tool);
    // Without a sanitizer a stable compiler will do, and in code without `unsafe` there is little for one to find.
    fuzz.args(["run", "--fuzz-dir", "tests/fuzz", "--sanitizer", "none", "decode"]).arg(corpus).arg(seeds).arg("--");
    fuzz.args(["-max_len=65536", "-timeout=5", "-rss_limit_mb=2048", "-print_final_stats=1", "-verbosity=1"]);
    fuzz.arg(format!("-dict={}", words.display())).arg(format!("-max_total_time={}", args.seconds));
    command::run("feed the decoding with anything", &mut fuzz)?;
    Ok(ExitCode::SUCCESS)
}

/// Every recorded answer, with its placeholders filled.
fn recorded() -> Result<Vec<String>> {
    let mut files = Vec::new();
    for folder in RECORDED {
        json_files(Path::new(folder), &mut files).with_context(|| format!("cannot read {folder}"))?;
    }
    files.sort();
    files.iter().map(|file| Ok(filled(&fs::read_to_string(file)?))).collect()
}

fn json_files(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match path.extension() {
            _ if path.is_dir() => json_files(&path, found)?,
            Some(extension) if extension == "json" => found.push(path),
            Some(_) | None => {}
        }
    }
    Ok(())
}

/// A recorded answer in which every placeholder is the same instant.
fn filled(template: &str) -> String {
    let mut parts = template.split("{{");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| match part.split_once("}}") {
        Some((_, rest)) => text + INSTANT + rest,
        None => text + part,
    })
}

/// The words of the answers, in the form in which the fuzzer reads them: names of fields, behaviors and modules.
fn dictionary(answers: &[String]) -> String {
    let is_plain = |word: &&str| !word.is_empty() && word.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    let quoted = answers.iter().flat_map(|answer| answer.split('"').skip(1).step_by(2));
    let words: BTreeSet<_> = quoted.filter(is_plain).collect();
    words.into_iter().map(|word| format!("\"\\\"{word}\\\"\"\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recorded_answer_is_filled_in_and_its_words_are_quoted() {
        let answer = filled(r#"{"expiry":"{{now+5d}}","tag":{"name":"A B"}}"#);
        assert_eq!(answer, r#"{"expiry":"2026-06-01T00:00:00Z","tag":{"name":"A B"}}"#);
        let words = dictionary(&[answer]);
        assert_eq!(words.lines().next(), Some(r#""\"2026-06-01T00:00:00Z\"""#));
        assert!(words.contains(r#""\"expiry\"""#) && !words.contains("A B"));
    }
}
