//! What the arguments name: texts, files, standard input.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, IsTerminal, Read};
use std::path::Path;

use super::ExplainArgs;
use exoport::replay::records::looks_like_records;

/// Bytes of a file that are read at once, and by which records are told from logs.
const BUFFER: usize = 64 * 1024;

/// Something to explain.
pub struct Source {
    /// How messages name it.
    pub name: String,
    pub content: Content,
}

impl Source {
    pub fn is_records(&self) -> bool {
        matches!(self.content, Content::Records(_))
    }
}

/// As what it is read.
pub enum Content {
    /// Codes are looked for.
    Text(Box<dyn Read>),
    /// Records are judged again.
    Records(Box<dyn Read>),
}

/// Opens everything that the arguments name.
///
/// # Errors
/// A file that cannot be opened, standard input named twice, nothing named at a terminal.
pub fn open(args: &ExplainArgs) -> Result<Vec<Source>, String> {
    let is_stdin = |file: &&std::path::PathBuf| file.as_os_str() == "-";
    let mut stdin_named = args.text.iter().filter(|text| *text == "-").count()
        + args.file.iter().filter(is_stdin).count()
        + args.record.iter().filter(is_stdin).count();
    let mut sources = Vec::new();
    if args.text.is_empty() && args.file.is_empty() && args.record.is_empty() {
        if io::stdin().is_terminal() {
            return Err(
                "nothing to explain: give a TEXT or a file, for example: exoport explain 5.7.708"
                    .into(),
            );
        }
        stdin_named = 1;
        sources.push(stdin(Content::Text));
    }
    if stdin_named > 1 {
        return Err("standard input ('-') is named more than once".into());
    }
    let mut texts = String::new();
    for text in &args.text {
        if text == "-" {
            sources.push(stdin(Content::Text));
        } else if is_file(text) {
            sources.push(file(Path::new(text), None)?);
        } else {
            texts.push_str(text);
            texts.push('\n');
        }
    }
    if !texts.is_empty() {
        sources.insert(
            0,
            Source {
                name: "TEXT".into(),
                content: Content::Text(Box::new(Cursor::new(texts))),
            },
        );
    }
    for (files, content) in [
        (&args.file, Content::Text as fn(_) -> _),
        (&args.record, Content::Records),
    ] {
        for name in files {
            sources.push(match name.as_os_str() == "-" {
                true => stdin(content),
                false => file(name, Some(content))?,
            });
        }
    }
    Ok(sources)
}

/// Whether a text is the name of a file; a code or a line of a log hardly is.
fn is_file(text: &str) -> bool {
    !text.contains('\n') && text.len() < 4096 && Path::new(text).is_file()
}

fn stdin(content: fn(Box<dyn Read>) -> Content) -> Source {
    Source {
        name: "standard input".into(),
        content: content(Box::new(io::stdin())),
    }
}

/// Opens a file; where nobody says what it is, its beginning does.
fn file(path: &Path, content: Option<fn(Box<dyn Read>) -> Content>) -> Result<Source, String> {
    let name = path.display().to_string();
    let failed = |error: io::Error| format!("{name}: {error}");
    let opened = File::open(path).map_err(failed)?;
    // A folder opens on Unix and fails only when read.
    if opened.metadata().map_err(failed)?.is_dir() {
        return Err(format!("{name}: this is a folder, not a file"));
    }
    let mut reader = BufReader::with_capacity(BUFFER, opened);
    let content = match content {
        Some(content) => content,
        None => match looks_like_records(reader.fill_buf().map_err(failed)?) {
            true => Content::Records,
            false => Content::Text as fn(_) -> _,
        },
    };
    Ok(Source {
        content: content(Box::new(reader)),
        name,
    })
}
