//! Targets from arguments, files and standard input, read only as fast as they are taken.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use exoport::explain::Lines;
use exoport::json::read_object;
use exoport::targets::{TargetSpec, parse_target_text};

/// Longest line, in bytes. A target with 64 addresses and the longest tag has about 5,000.
const MAX_LINE: usize = 16 * 1024;

/// Where a target stood; its text begins a message, colon included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The n-th TARGET of the command line, from 1, and its text.
    Argument(usize, String),
    /// A line of a file, from 1.
    Line(String, u64),
    /// A whole file.
    File(String),
    /// Nothing was named: the default hosts.
    Defaults,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Argument(number, text) => {
                let shown: String = text.chars().take(80).collect();
                write!(f, "TARGET {number} ({shown}): ")
            }
            Origin::Line(file, number) => write!(f, "{file}, line {number}: "),
            Origin::File(file) => write!(f, "{file}: "),
            Origin::Defaults => Ok(()),
        }
    }
}

/// One target as read, or why it could not be.
#[derive(Debug)]
pub struct Entry {
    pub origin: Origin,
    pub spec: Result<TargetSpec, String>,
}

/// All entries of a command line, lazily.
pub type Entries = Box<dyn Iterator<Item = Entry> + Send>;

/// The entries of `arguments` in their order, then those of `files`. `-` is standard input.
///
/// # Errors
/// A file that cannot be opened, standard input named twice.
pub fn entries(arguments: &[String], files: &[PathBuf]) -> Result<Entries, String> {
    let is_stdin = |file: &&PathBuf| file.as_os_str() == "-";
    let stdin_named = arguments.iter().filter(|text| *text == "-").count()
        + files.iter().filter(is_stdin).count();
    if stdin_named > 1 {
        return Err("standard input ('-') is named more than once".into());
    }
    if arguments.is_empty() && files.is_empty() {
        return Ok(Box::new(std::iter::once(Entry {
            origin: Origin::Defaults,
            spec: Ok(TargetSpec::default()),
        })));
    }
    let mut all: Vec<Entries> = Vec::with_capacity(arguments.len() + files.len());
    for (index, text) in arguments.iter().enumerate() {
        all.push(if text == "-" {
            from_stdin()
        } else {
            Box::new(std::iter::once(Entry {
                origin: Origin::Argument(index + 1, text.clone()),
                spec: parse_target_text(text).map_err(|error| error.to_string()),
            }))
        });
    }
    for file in files {
        all.push(if file.as_os_str() == "-" {
            from_stdin()
        } else {
            let name = file.display().to_string();
            let opened = open(file).map_err(|error| format!("--file {name}: {error}"))?;
            from_lines(name, opened)
        });
    }
    Ok(Box::new(all.into_iter().flatten()))
}

fn open(file: &PathBuf) -> io::Result<File> {
    let opened = File::open(file)?;
    // A folder opens on Unix and fails only when read.
    if opened.metadata()?.is_dir() {
        return Err(io::Error::other("this is a folder, not a file"));
    }
    Ok(opened)
}

fn from_stdin() -> Entries {
    from_lines("standard input".into(), io::stdin())
}

fn from_lines(name: String, reader: impl Read + Send + 'static) -> Entries {
    let mut lines = Lines::new(reader, MAX_LINE);
    let mut ended = false;
    Box::new(std::iter::from_fn(move || {
        while !ended {
            let line = match lines.next_line() {
                Ok(Some(line)) => line,
                Ok(None) => break,
                Err(error) => {
                    ended = true;
                    return Some(Entry {
                        origin: Origin::File(name.clone()),
                        spec: Err(error.to_string()),
                    });
                }
            };
            let spec = match line.map(String::from_utf8) {
                Ok(Ok(line)) => match read_line(&line) {
                    Some(spec) => spec,
                    None => continue,
                },
                Ok(Err(_)) => Err("not UTF-8 text".into()),
                Err(_) => Err(format!("longer than {MAX_LINE} bytes")),
            };
            return Some(Entry {
                origin: Origin::Line(name.clone(), lines.number()),
                spec,
            });
        }
        None
    }))
}

/// One line: nothing or a comment, a JSON object, or a target as people type it.
fn read_line(line: &str) -> Option<Result<TargetSpec, String>> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    if line.starts_with('{') {
        return Some(read_object(line).map_err(|error| format!("not a target in JSON: {error}")));
    }
    // No host, address or port has a '#', so what follows one is a comment.
    let target = line.split('#').next().unwrap_or(line);
    Some(parse_target_text(target).map_err(|error| error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use exoport::targets::Service;

    fn read<T: Into<Vec<u8>>>(text: T) -> Vec<Entry> {
        from_lines("list.txt".into(), io::Cursor::new(text.into())).collect()
    }

    #[test]
    fn lines_are_targets_comments_or_json() {
        let entries = read(
            "# offices\n\nsmtp.office365.com:587  # Zürich\n  [::1]:25\n{\"host\":\"a.example\",\"service\":\"imap\"}\n",
        );
        let hosts: Vec<_> = entries
            .iter()
            .map(|entry| {
                let spec = entry.spec.as_ref().expect("a target");
                (
                    entry.origin.to_string(),
                    spec.host.clone().expect("host"),
                    spec.port,
                )
            })
            .collect();
        assert_eq!(
            hosts,
            [
                (
                    "list.txt, line 3: ".to_string(),
                    "smtp.office365.com".to_string(),
                    Some(587)
                ),
                ("list.txt, line 4: ".into(), "::1".into(), Some(25)),
                ("list.txt, line 5: ".into(), "a.example".into(), None),
            ]
        );
        assert_eq!(
            entries[2].spec.as_ref().expect("JSON").service,
            Some(Service::Imap)
        );
    }

    #[test]
    fn a_bad_line_is_named_and_the_next_is_read() {
        let entries = read("host:smtp\n{\"hots\":1}\n[::1\ngood.example\n");
        let errors: Vec<_> = entries.iter().map(|entry| entry.spec.is_err()).collect();
        assert_eq!(errors, [true, true, true, false]);
        let error = entries[1].spec.as_ref().expect_err("unknown key");
        assert!(error.contains("hots"), "{error}");
        assert_eq!(entries[2].origin, Origin::Line("list.txt".into(), 3));
    }

    #[test]
    fn an_unreadable_file_ends_with_one_entry() {
        let entries = read(b"\x1f\x8b\x08\0\0\n\0\n\0");
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].origin, Origin::File("list.txt".into()));
        let error = entries[0].spec.as_ref().expect_err("compressed");
        assert!(error.contains("gzip"), "{error}");
    }

    #[test]
    fn byte_order_marks_utf16_and_line_ends_of_windows_are_read() {
        let text = "\u{feff}# Zürich\r\na.example\r\n\r\nb.example\r\n";
        let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
        for bytes in [
            text.into(),
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
        ] {
            let hosts: Vec<_> = read::<Vec<u8>>(bytes)
                .into_iter()
                .map(|entry| (entry.origin, entry.spec.expect("a target").host))
                .collect();
            let line = |number| Origin::Line("list.txt".into(), number);
            assert_eq!(
                hosts,
                [
                    (line(2), Some("a.example".into())),
                    (line(4), Some("b.example".into()))
                ]
            );
        }
    }

    #[test]
    fn lines_that_are_too_long_or_no_text_do_not_spoil_the_next() {
        let mut bytes = vec![b'x'; MAX_LINE + 1];
        bytes.extend_from_slice(b"\n\xff\xfe\nfine\n");
        let entries = read(bytes);
        let error = |at: usize| entries[at].spec.as_ref().expect_err("a bad line").as_str();
        assert!(error(0).contains("16384"), "{}", error(0));
        assert!(error(1).contains("UTF-8"), "{}", error(1));
        assert_eq!(
            entries[2].spec.as_ref().expect("a target").host.as_deref(),
            Some("fine")
        );
    }

    #[test]
    fn nothing_named_means_the_defaults() {
        let all: Vec<_> = entries(&[], &[]).expect("defaults").collect();
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].origin, Origin::Defaults);
        assert!(entries(&["-".into(), "-".into()], &[]).is_err());
        assert!(entries(&["-".into()], &["-".into()]).is_err());
        assert!(entries(&[], &["/nonexistent/targets".into()]).is_err());
    }
}
