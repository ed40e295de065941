//! The file of the state, and its lock.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::folders;
use super::super::state_file::{Opened, StateFile, sealed};
use super::*;
use crate::watch::WatchError;

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("deep").join("er").join("state.json");
    (folder, path)
}

fn open(path: &Path) -> Opened {
    StateFile::open(path).expect("opened")
}

/// What is in the file of a state.
fn text_of(state: &State) -> String {
    sealed_text(&serde_json::to_string(state).expect("JSON"))
}

fn sealed_text(json: &str) -> String {
    String::from_utf8(sealed(&json.as_bytes()[1..])).expect("UTF-8")
}

fn refused(path: &Path) -> WatchError {
    StateFile::open(path).expect_err("refused")
}

#[test]
fn a_state_is_found_again_and_nothing_is_left_behind() {
    let (_folder, path) = folder();
    let mut world = World::new(1, 1);
    world.round(
        &[sighted(Scenario::Imap, "fail")],
        &[server("a.example", "a", "x", START)],
    );
    let Opened {
        state_file,
        state,
        warning,
    } = open(&path);
    assert_eq!((state, warning), (State::default(), None));
    for _ in 0..3 {
        state_file.save(&world.state).expect("saved");
    }
    drop(state_file);
    // As a process leaves it that is killed while it writes; that of another state stays.
    let left = path.with_file_name(".new-state.json-a1B2c3");
    fs::write(left, "{").expect("written");
    assert_eq!(open(&path).state, world.state);
    let files = fs::read_dir(path.parent().expect("a folder")).expect("folder");
    let mut names: Vec<_> = files.map(|file| file.expect("file").file_name()).collect();
    names.sort();
    assert_eq!(names, ["state.json", "state.json.lock"]);
}

#[test]
fn one_watch_holds_it() {
    let (_folder, path) = folder();
    let first = open(&path);
    let second = refused(&path);
    assert!(matches!(second, WatchError::Busy(_)), "{second:?}");
    assert!(
        second
            .to_string()
            .contains("another watch is using the state"),
        "{second}"
    );
    // By another way to the same file, too.
    let around = path
        .parent()
        .expect("a folder")
        .join("..")
        .join("er")
        .join("state.json");
    assert!(matches!(refused(&around), WatchError::Busy(_)));
    let beside = open(&path.with_file_name("other.json"));
    drop(first);
    open(&path);
    drop(beside);
}

#[test]
fn a_damaged_state_is_set_aside_and_a_new_one_begins() {
    let (_folder, path) = folder();
    let mut good = World::new(1, 1);
    good.round(&[sighted(Scenario::Imap, "fail")], &[]);
    let whole = text_of(&good.state);
    let many = vec![good.state.scenarios[0].clone(); 1000];
    let too_many = text_of(&State {
        scenarios: many,
        ..good.state.clone()
    });
    // With a checksum that is right.
    let changed = |from: &str, to: &str| {
        let text = serde_json::to_string(&good.state).expect("JSON");
        sealed_text(&text.replace(from, to))
    };
    let damaged = [
        "{",
        r#"{"kind":"watch-state"}"#,
        &whole[..whole.len() - 1],
        &whole.replace("\"rounds\":1", "\"rounds\":2"),
        &changed("\"schema\":1", "\"schema\":0"),
        &changed("\"schema\":1", "\"schema\":-1"),
        &changed("imap", "weather"),
        &too_many,
    ];
    fs::create_dir_all(path.parent().expect("a folder")).expect("folder");
    for (number, text) in (1..).zip(damaged) {
        fs::write(&path, text).expect("written");
        let Opened {
            state,
            warning,
            state_file,
        } = open(&path);
        assert_eq!(state, State::default());
        let ending = match number {
            1 => "state.json.damaged".to_owned(),
            number => format!("state.json.damaged-{number}"),
        };
        let aside = path.with_file_name(&ending);
        let warning = warning.expect("a warning");
        assert!(warning.contains(&format!("{ending};")), "{text}: {warning}");
        assert_eq!(fs::read_to_string(aside).expect("kept"), text);
        assert!(!path.exists());
        state_file.save(&good.state).expect("saved");
    }
    assert_eq!(open(&path).warning, None);
}

#[test]
fn a_file_that_is_no_state_is_refused_and_nothing_is_made_beside_it() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("app.conf");
    for text in [
        "[server]\nport = 25\n",
        "{}",
        "[]",
        "\0\0\0\0",
        "{\"schema\":1}",
    ] {
        fs::write(&path, text).expect("written");
        let error = refused(&path).to_string();
        assert!(error.contains("another program's file"), "{error}");
        assert_eq!(fs::read_to_string(&path).expect("there"), text);
        assert_eq!(fs::read_dir(folder.path()).expect("folder").count(), 1);
    }
    fs::write(&path, "").expect("written");
    assert_eq!(open(&path).warning, None, "an empty file is free");
}

#[cfg(unix)]
#[test]
fn a_planted_link_is_refused() {
    use std::os::unix::fs::symlink;

    let folder = tempfile::tempdir().expect("folder");
    let real = folder.path().join("real");
    fs::write(&real, "").expect("written");
    for name in ["state.json", "other.json.lock"] {
        symlink(&real, folder.path().join(name)).expect("a link");
    }
    symlink(folder.path().join("none"), folder.path().join("third.json")).expect("a link");
    for name in ["state.json", "other.json", "third.json"] {
        let error = refused(&folder.path().join(name)).to_string();
        assert!(error.contains("it is a symbolic link"), "{error}");
    }
    assert_eq!(fs::read(&real).expect("there"), b"");
    assert!(!folder.path().join("none").exists());
}

#[cfg(unix)]
#[test]
fn a_folder_where_everybody_writes_is_refused_for_root_and_warned_of_else() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("state.json");
    for (mode, is_open) in [(0o755, false), (0o1777, false), (0o777, true)] {
        let permissions = fs::Permissions::from_mode(mode);
        fs::set_permissions(folder.path(), permissions).expect("set");
        let said = match folders::check([path.as_path(), path.as_path()].into_iter()) {
            Ok(warning) => {
                assert!(warning.is_none() || !crate::os::unix::is_root());
                warning
            }
            Err(why) => {
                assert!(crate::os::unix::is_root());
                Some(why)
            }
        };
        assert_eq!(said.is_some(), is_open, "{mode:o}: {said:?}");
        let shown = folder.path().display().to_string();
        let times = said.map(|said| said.matches(&shown).count());
        assert_eq!(times.unwrap_or(1), 1, "once");
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_refused_at_once() {
    let folder = tempfile::tempdir().expect("folder");
    let made = std::process::Command::new("mkfifo")
        .args(["pipe", "state.json.lock"])
        .current_dir(folder.path())
        .status();
    assert!(made.expect("mkfifo").success());
    for path in [
        folder.path().join("pipe"),
        folder.path().join("state.json"),
        "/dev/null".into(),
    ] {
        let error = refused(&path).to_string();
        assert!(error.contains("it is not a regular file"), "{error}");
    }
    assert_eq!(fs::read_dir(folder.path()).expect("folder").count(), 2);
    assert!(!Path::new("/dev/null.lock").exists());
}

#[test]
fn a_newer_state_is_left_alone() {
    let (_folder, path) = folder();
    fs::create_dir_all(path.parent().expect("a folder")).expect("folder");
    let newer = r#"{"kind":"watch-state","schema":2,"everything":"is different"}"#;
    fs::write(&path, newer).expect("written");
    let error = refused(&path);
    assert!(matches!(error, WatchError::Fault(_)));
    assert!(
        error
            .to_string()
            .contains("newer ExoPort (schema 2; this one knows 1)"),
        "{error}"
    );
    assert_eq!(fs::read_to_string(&path).expect("there"), newer);
}

#[test]
fn what_cannot_hold_a_state_is_named() {
    let (folder, path) = folder();
    let file = folder.path().join("file");
    fs::write(&file, "").expect("written");
    fs::create_dir_all(&path).expect("folder");
    for (path, part) in [
        (path, "it is not a regular file"),
        (file.join("state.json"), "cannot use the state"),
    ] {
        let error = refused(&path);
        assert!(matches!(error, WatchError::Fault(_)), "{error:?}");
        let text = error.to_string();
        assert!(text.contains(part), "{text}");
    }
}

// Windows renames no folder in which a file is open, as the lock is.
#[cfg(unix)]
#[test]
fn a_failed_write_leaves_the_old_state() {
    let (_folder, path) = folder();
    let Opened {
        state_file, state, ..
    } = open(&path);
    state_file.save(&state).expect("saved");
    let folder = path.parent().expect("a folder");
    let moved = folder.with_file_name("moved");
    fs::rename(folder, &moved).expect("renamed");
    // Where the folder was is a file now: nothing can be written there, by an administrator either.
    fs::write(folder, "").expect("written");
    let why = state_file
        .save(&State {
            rounds: 9,
            ..state.clone()
        })
        .expect_err("no folder");
    assert!(why.contains("cannot write the state"), "{why}");
    fs::remove_file(folder).expect("removed");
    fs::rename(&moved, folder).expect("renamed");
    drop(state_file);
    assert_eq!(open(&path).state, state);
}

#[test]
fn a_read_only_state_stays_as_it_is() {
    let (_folder, path) = folder();
    open(&path)
        .state_file
        .save(&State::default())
        .expect("saved");
    let mut permissions = fs::metadata(&path).expect("there").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).expect("set");
    let error = refused(&path).to_string();
    assert!(error.contains("is read-only; make it writable"), "{error}");
}
