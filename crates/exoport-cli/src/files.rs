//! Files that options name, read whole and bounded.

use std::fmt::Display;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Longest file of trusted roots; the whole of Mozilla's list has about 250 KB.
const MAX_CA_FILE: u64 = 4 * 1024 * 1024;

/// What is said of a file that an option names.
pub fn wrong(option: &str, file: &Path, why: impl Display) -> String {
    format!("{option} {}: {why}", file.display())
}

/// Reads a file of at most `most` bytes.
pub fn read(option: &str, file: &Path, most: u64, too_long: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    File::open(file)
        .and_then(|opened| opened.take(most + 1).read_to_end(&mut bytes))
        .map_err(|error| wrong(option, file, error))?;
    if bytes.len() as u64 > most {
        return Err(wrong(option, file, too_long));
    }
    Ok(bytes)
}

/// Reads the files of --ca-file into one PEM text.
pub fn read_ca_files(files: &[impl AsRef<Path>]) -> Result<String, String> {
    const OPTION: &str = "--ca-file";
    let mut roots = String::new();
    for file in files {
        let file = file.as_ref();
        let too_long = "longer than 4 MiB; give only the CA certificates";
        let bytes = read(OPTION, file, MAX_CA_FILE, too_long)?;
        let text = String::from_utf8_lossy(&bytes);
        if !text.contains("-----BEGIN CERTIFICATE-----") {
            return Err(wrong(
                OPTION,
                file,
                "it contains no PEM certificate; convert a DER file with `openssl x509 -inform der -in FILE -out FILE.pem`",
            ));
        }
        roots.push_str(&text);
        roots.push('\n');
    }
    Ok(roots)
}
