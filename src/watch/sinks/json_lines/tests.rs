use std::fs;

use super::*;
use crate::watch::sinks::sample_change;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("folder")
}

fn line(sequence: u64) -> Vec<u8> {
    let change = WatchEvent::Change(sample_change(sequence));
    let mut line = serde_json::to_vec(&change).expect("JSON");
    line.push(b'\n');
    line
}

fn lines(sequences: &[u64]) -> Vec<u8> {
    sequences
        .iter()
        .flat_map(|sequence| line(*sequence))
        .collect()
}

#[test]
fn lines_begin_as_expected() {
    assert!(line(1).starts_with(BEGINNING));
}

#[test]
fn changes_are_added_and_never_twice() {
    let folder = folder();
    let path = folder.path().join("changes.jsonl");
    let mut sink = JsonLines::open(&path).expect("created");
    assert_eq!(fs::read(&path).expect("file"), b"");
    for sequence in [1, 2, 2, 1, 3] {
        sink.write(&sample_change(sequence)).expect("written");
    }
    let mut again = JsonLines::open(&path).expect("opened");
    let repeated = Change {
        repeated: true,
        ..sample_change(3)
    };
    again.write(&repeated).expect("known");
    again.write(&sample_change(4)).expect("written");
    assert_eq!(fs::read(&path).expect("file"), lines(&[1, 2, 3, 4]));
}

#[test]
fn a_state_that_begins_again_is_not_taken_for_an_interruption() {
    let folder = folder();
    let path = folder.path().join("changes.jsonl");
    let mut sink = JsonLines::open(&path).expect("created");
    sink.write(&sample_change(1)).expect("written");
    let other = Change {
        at: 5,
        ..sample_change(1)
    };
    sink.write(&other).expect("written");
    let text = fs::read_to_string(&path).expect("file");
    assert_eq!(text.lines().count(), 2);
}

#[test]
fn a_line_torn_at_any_byte_is_mended() {
    let whole = line(2).len() - 1;
    for before in [Vec::new(), line(1)] {
        for cut in 0..=whole {
            for zeros in [0, 1, 4096] {
                let torn = [&before[..], &line(2)[..cut], &vec![0; zeros]].concat();
                let newline = cut == whole;
                let dropped = if newline { zeros } else { cut + zeros };
                let expected = Mending { dropped, newline };
                assert_eq!(mending(&torn), expected, "cut at {cut}, {zeros} zeros");
            }
        }
    }
}

#[test]
fn a_change_after_a_torn_line_comes_out_whole() {
    let folder = folder();
    let path = folder.path().join("changes.jsonl");
    let whole = line(2).len() - 1;
    for (cut, zeros) in [
        (0, 0),
        (0, 9),
        (1, 0),
        (50, 0),
        (50, 9),
        (whole, 0),
        (whole, 9),
    ] {
        let torn = [&line(1)[..], &line(2)[..cut], &vec![0; zeros]].concat();
        fs::write(&path, &torn).expect("file");
        let mut sink = JsonLines::open(&path).expect("opened");
        sink.write(&sample_change(2)).expect("written");
        sink.write(&sample_change(3)).expect("written");
        let after = fs::read(&path).expect("file");
        assert_eq!(after, lines(&[1, 2, 3]), "cut at {cut}, {zeros} zeros");
    }
}

#[test]
fn what_somebody_else_wrote_is_kept() {
    let folder = folder();
    let path = folder.path().join("notes");
    for (before, kept) in [
        (&b"my notes"[..], &b"my notes\n"[..]),
        (b"a\n{\"kind\":\"other", b"a\n{\"kind\":\"other\n"),
        (b"{\"a\":1}", b"{\"a\":1}\n"),
        (b"{\"a\":1}\n", b"{\"a\":1}\n"),
        (b"binary\0\n\0\0", b"binary\0\n\0\0\n"),
    ] {
        // After a line of ours it may be a note of the reader; at the beginning it is another program's file.
        fs::write(&path, before).expect("file");
        let error = JsonLines::open(&path).expect_err("another's").to_string();
        assert!(error.contains("another program's file"), "{error}");
        assert_eq!(fs::read(&path).expect("file"), before);
        fs::write(&path, [&line(9), before].concat()).expect("file");
        let mut sink = JsonLines::open(&path).expect("opened");
        sink.write(&sample_change(1)).expect("written");
        assert_eq!(
            fs::read(&path).expect("file"),
            [&line(9), kept, &line(1)].concat()
        );
    }
}

#[test]
fn only_the_end_of_a_large_file_is_read() {
    let folder = folder();
    let path = folder.path().join("changes.jsonl");
    let mut large = lines(&[1]);
    large.extend(vec![b'x'; TAIL as usize]);
    fs::write(&path, &large).expect("file");
    let error = JsonLines::open(&path).expect_err("no line's end within reach");
    assert!(error.to_string().contains("changes.jsonl"), "{error}");
    assert!(
        error.to_string().contains("longer than 1048576 bytes"),
        "{error}"
    );

    large.push(b'\n');
    large.extend(&line(7)[..20]);
    fs::write(&path, &large).expect("file");
    let mut sink = JsonLines::open(&path).expect("opened");
    for sequence in [7, 8, 7] {
        sink.write(&sample_change(sequence)).expect("written");
    }
    large.truncate(large.len() - 20);
    large.extend(lines(&[7, 8]));
    assert!(fs::read(&path).expect("file") == large);
}

#[test]
fn the_file_may_be_moved_away_between_changes() {
    let folder = folder();
    let path = folder.path().join("changes.jsonl");
    let mut sink = JsonLines::open(&path).expect("created");
    sink.write(&sample_change(1)).expect("written");
    let old = folder.path().join("changes.jsonl.1");
    fs::rename(&path, &old).expect("moved");
    sink.write(&sample_change(2)).expect("written");
    assert_eq!(fs::read(&old).expect("file"), line(1));
    assert_eq!(fs::read(&path).expect("file"), line(2));
}

#[test]
fn errors_name_the_file() {
    let folder = folder();
    for (path, expected) in [
        (folder.path().to_owned(), "not a regular file"),
        (
            folder.path().join("none/changes.jsonl"),
            "none/changes.jsonl",
        ),
    ] {
        let error = JsonLines::open(&path).expect_err("cannot work").to_string();
        assert!(error.contains(expected), "{error}");
        assert!(error.contains(&*path.to_string_lossy()), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_refused() {
    let folder = folder();
    let path = folder.path().join("changes.jsonl");
    let real = folder.path().join("real");
    let mut sink = JsonLines::open(&path).expect("created");
    fs::remove_file(&path).expect("removed");
    fs::write(&real, "").expect("file");
    std::os::unix::fs::symlink(&real, &path).expect("link");
    for refused in [
        sink.write(&sample_change(1)),
        JsonLines::open(&path).map(drop),
    ] {
        let error = refused.expect_err("a link").to_string();
        assert!(error.contains("it is a symbolic link"), "{error}");
    }
    assert_eq!(fs::read(&real).expect("file"), b"");
}

#[cfg(target_os = "linux")]
#[test]
fn devices_are_refused() {
    let error = JsonLines::open(Path::new("/dev/null")).expect_err("a device");
    assert!(error.to_string().contains("use --json"), "{error}");
}
