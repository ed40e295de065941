//! include/exoport.h is what build.rs generates from src/ffi, byte for byte.

use std::fs;
use std::path::Path;

/// The one command that writes the committed header.
const UPDATE: &str = "EXOPORT_UPDATE_HEADER=1 cargo test --test header";

#[test]
fn the_committed_header_is_the_generated_one() {
    let generated = fs::read_to_string(concat!(env!("OUT_DIR"), "/exoport.h"))
        .expect("build.rs writes the header");
    assert!(
        !generated.starts_with("#error"),
        "cbindgen could not read src/ffi: {generated}"
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("include/exoport.h");
    if std::env::var_os("EXOPORT_UPDATE_HEADER").is_some() {
        fs::write(&path, &generated).expect("the header can be written");
        return;
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    if committed == generated {
        return;
    }
    let line = committed
        .lines()
        .zip(generated.lines())
        .position(|(committed, generated)| committed != generated)
        .unwrap_or_else(|| committed.lines().count().min(generated.lines().count()));
    panic!(
        "include/exoport.h is not what src/ffi says, from line {}:\n  committed: {}\n  generated: {}\nUpdate it with: {UPDATE}",
        line + 1,
        committed.lines().nth(line).unwrap_or("(ends)"),
        generated.lines().nth(line).unwrap_or("(ends)"),
    );
}

#[test]
fn it_holds_every_export_once() {
    let header = include_str!(concat!(env!("OUT_DIR"), "/exoport.h"));
    for export in [
        "uint32_t exoport_abi_version(",
        "int32_t exoport_version(",
        "int32_t exoport_status_name(",
        "int32_t exoport_last_error(",
        "int32_t exoport_query(",
        "int32_t exoport_run_start(",
        "int32_t exoport_run_push(",
        "int32_t exoport_run_finish(",
        "int32_t exoport_run_next(",
        "int32_t exoport_run_cancel(",
        "int32_t exoport_run_close(",
    ] {
        let count = header
            .lines()
            .filter(|line| line.starts_with(export))
            .count();
        assert_eq!(count, 1, "{export}");
    }
}

/// The guide has every status and limit of the header and every key of a configuration.
#[test]
fn the_guide_has_every_status_and_every_configuration_key() {
    let guide = include_str!("../docs/c-abi.md");
    let header = include_str!(concat!(env!("OUT_DIR"), "/exoport.h"));
    let constants: Vec<&str> = header
        .lines()
        .filter_map(|line| line.strip_prefix("#define EXOPORT_"))
        .filter_map(|rest| rest.split_once(' '))
        .map(|(name, _)| name)
        .collect();
    assert!(constants.len() >= 13, "{constants:?}");
    for name in constants {
        // The limit on runs is told as a number.
        let shown = match name {
            "MAX_RUNS" => "At most 1024 runs".to_owned(),
            name => format!("`EXOPORT_{name}`"),
        };
        assert!(guide.contains(&shown), "docs/c-abi.md lacks {shown}");
    }
    let config = serde_json::to_value(exoport::config::RunConfig::default()).expect("JSON");
    for key in config.as_object().expect("an object").keys() {
        let row = format!("| `{key}` |");
        assert!(guide.contains(&row), "docs/c-abi.md lacks {row}");
    }
}
