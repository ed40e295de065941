//! The guard and the last error. The exports themselves are tested from C and C#.

use std::ptr::null_mut;

use super::error_text::{exoport_last_error, exoport_status_name};
use super::guard::guard;
use super::run::{
    exoport_run_close, exoport_run_finish, exoport_run_next, exoport_run_push, exoport_run_start,
};
use super::status::{
    EXOPORT_BAD_ARGUMENT, EXOPORT_BAD_CONFIG, EXOPORT_BAD_TARGET, EXOPORT_BUFFER_TOO_SMALL,
    EXOPORT_BUSY, EXOPORT_INTERNAL, EXOPORT_OK, EXOPORT_RECORD, Failure,
};
use crate::run::{RunKind, StartError};
use crate::watch::WatchError;

fn last_error() -> String {
    let mut needed = 0;
    // SAFETY: NULL with capacity 0 asks for the size; `needed` is a local variable.
    let status = unsafe { exoport_last_error(null_mut(), 0, &raw mut needed) };
    if needed == 0 {
        assert_eq!(status, EXOPORT_OK);
        return String::new();
    }
    assert_eq!(status, EXOPORT_BUFFER_TOO_SMALL);
    let mut text = vec![0; needed as usize];
    // SAFETY: the buffer has `needed` bytes.
    let status = unsafe { exoport_last_error(text.as_mut_ptr(), needed, &raw mut needed) };
    assert_eq!(status, EXOPORT_OK);
    String::from_utf8(text).expect("UTF-8")
}

#[test]
fn a_panic_is_a_status_and_a_text() {
    assert_eq!(
        guard("exoport_example", || panic!("broken on purpose")),
        EXOPORT_INTERNAL
    );
    assert_eq!(
        last_error(),
        "exoport_example: internal error in ExoPort, please report it: broken on purpose"
    );
    assert_eq!(guard("exoport_example", || Ok(EXOPORT_OK)), EXOPORT_OK);
    assert_eq!(last_error(), "");
}

#[test]
fn a_failure_stays_until_the_next_call_and_on_its_own_thread() {
    let failed = || Err(Failure::new(EXOPORT_BAD_ARGUMENT, "it is NULL"));
    assert_eq!(guard("exoport_example", failed), EXOPORT_BAD_ARGUMENT);
    let elsewhere = std::thread::spawn(last_error).join().expect("thread");
    assert_eq!(elsewhere, "");
    let mut name = [0; 12];
    let mut needed = 0;
    // SAFETY: the buffer has 12 bytes; `needed` is a local variable.
    let status = unsafe {
        exoport_status_name(EXOPORT_BAD_ARGUMENT, name.as_mut_ptr(), 12, &raw mut needed)
    };
    assert_eq!((status, needed, &name), (EXOPORT_OK, 12, b"BAD_ARGUMENT"));
    assert_eq!(last_error(), "exoport_example: it is NULL");
    assert_eq!(last_error(), "exoport_example: it is NULL");
}

#[test]
fn a_text_is_one_short_line_whatever_a_caller_wrote() {
    let key = format!("\\u001b]0;x\\u0007\\n\\u202e{}", "y".repeat(200_000));
    let config = format!("{{\"{key}\":1}}");
    let mut run = 0;
    // SAFETY: the length is that of the text; `run` is a local variable.
    let status = unsafe { exoport_run_start(config.as_ptr(), config.len() as u32, &raw mut run) };
    assert_eq!(status, EXOPORT_BAD_CONFIG);
    let text = last_error();
    assert!(
        text.contains(r"unknown field `\x1b]0;x\x07\n\u{202e}yyy"),
        "{text}"
    );
    assert!(text.chars().all(crate::text::is_plain), "{text}");
    assert!(text.len() < 2_100, "{}", text.len());
}

#[test]
fn what_does_not_start_has_a_status() {
    for text in [
        "[]",
        r#"{"timeout_ms":0}"#,
        r#"{"listen":{},"timeout_ms":1}"#,
        r#"{"listen":[]}"#,
        r#"{"listen":{"relay":true}}"#,
        r#"{"watch":{},"timeout_ms":1}"#,
        r#"{"watch":7}"#,
        r#"{"watch":{"interval":1}}"#,
        r#"{"watch":{"rounds":"2"}}"#,
    ] {
        let failure = Failure::from(RunKind::from_json(text).expect_err(text));
        assert_eq!(failure.status, EXOPORT_BAD_CONFIG, "{text}");
    }
    for (error, status) in [
        (WatchError::Busy("state.json".into()), EXOPORT_BUSY),
        (WatchError::Fault("no disk".into()), EXOPORT_INTERNAL),
    ] {
        let failure = Failure::from(StartError::Watch(error));
        assert_eq!(failure.status, status, "{}", failure.text);
    }
}

#[test]
fn a_job_gives_one_line_of_its_kind_and_an_unknown_one_is_refused() {
    let mut run = 0;
    // SAFETY: NULL with length 0 means all defaults; `run` is a local variable.
    let status = unsafe { exoport_run_start(std::ptr::null(), 0, &raw mut run) };
    assert_eq!(status, EXOPORT_OK);
    let push = |job: &str| {
        let length = u32::try_from(job.len()).expect("short");
        // SAFETY: the text has that length.
        unsafe { exoport_run_push(run, job.as_ptr(), length, 60_000) }
    };
    assert_eq!(push(r#"{"job":"weather"}"#), EXOPORT_BAD_TARGET);
    assert!(
        last_error().contains("invalid job \"weather\" (one of: "),
        "{}",
        last_error()
    );
    // Without a domain there is nothing to probe.
    let check = r#"{"job":"check","scenarios":["receive-mail"],"tag":"mine"}"#;
    assert_eq!(push(check), EXOPORT_OK);
    assert_eq!(exoport_run_finish(run), EXOPORT_OK);
    let mut buffer = vec![0; 64 * 1024];
    let (mut needed, mut count) = (0, 0);
    // SAFETY: the buffer has that capacity; the numbers are local variables.
    let status = unsafe {
        exoport_run_next(
            run,
            buffer.as_mut_ptr(),
            64 * 1024,
            &raw mut needed,
            &raw mut count,
            60_000,
        )
    };
    assert_eq!((status, count), (EXOPORT_RECORD, 1));
    let line: serde_json::Value = serde_json::from_slice(&buffer[..needed as usize]).expect("JSON");
    assert_eq!(line["kind"], "check");
    assert_eq!(line["schema"], 1);
    assert_eq!(line["tag"], "mine");
    assert_eq!(line["scenarios"][0]["result"], "unknown");
    assert_eq!(exoport_run_close(run), EXOPORT_OK);
}
