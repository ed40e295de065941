//! Windows: entries of the event log, and a library that stays loaded.

use std::io;
use std::ptr::{null, null_mut};

use windows_sys::Win32::Foundation::HANDLE;
use windows_sys::Win32::System::EventLog::{
    DeregisterEventSource, EVENTLOG_ERROR_TYPE, EVENTLOG_INFORMATION_TYPE, EVENTLOG_WARNING_TYPE,
    RegisterEventSourceW, ReportEventW,
};
use windows_sys::Win32::System::LibraryLoader::{
    GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, GET_MODULE_HANDLE_EX_FLAG_PIN, GetModuleHandleExW,
};

/// How an event viewer marks an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EventType {
    Error,
    Warning,
    Information,
}

/// A source of entries in the log of this machine that it is registered for, Application if for none.
#[derive(Debug)]
pub(crate) struct EventSource(HANDLE);

// SAFETY: the handle stands for a connection to the service of the event log, which belongs to the
// process: no documentation binds it to a thread.
unsafe impl Send for EventSource {}

impl EventSource {
    /// Opens the log for a source.
    ///
    /// # Errors
    /// What Windows says.
    pub(crate) fn register(name: &str) -> io::Result<EventSource> {
        let name = wide(name);
        // SAFETY: NULL means this machine; `name` ends in zero and outlives the call.
        let handle = unsafe { RegisterEventSourceW(null(), name.as_ptr()) };
        if handle.is_null() {
            return Err(io::Error::last_os_error());
        }
        Ok(EventSource(handle))
    }

    /// Writes an entry with one text, at most 31,839 UTF-16 code units long.
    ///
    /// # Errors
    /// What Windows says.
    pub(crate) fn report(&self, kind: EventType, id: u32, text: &str) -> io::Result<()> {
        let kind = match kind {
            EventType::Error => EVENTLOG_ERROR_TYPE,
            EventType::Warning => EVENTLOG_WARNING_TYPE,
            EventType::Information => EVENTLOG_INFORMATION_TYPE,
        };
        let text = wide(text);
        let texts = [text.as_ptr()];
        // SAFETY: the handle is open as long as `self`; `texts` has the one text that is announced, which
        // ends in zero and outlives the call; no user and no raw data are given, and their length is 0.
        let done = unsafe {
            ReportEventW(
                self.0,
                kind,
                0,
                id,
                null_mut(),
                1,
                0,
                texts.as_ptr(),
                null(),
            )
        };
        if done == 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(())
    }
}

impl Drop for EventSource {
    fn drop(&mut self) {
        // SAFETY: the handle is from RegisterEventSourceW and is not used after this.
        unsafe { DeregisterEventSource(self.0) };
    }
}

/// As Windows takes a text: UTF-16 with a zero behind it, and none within.
fn wide(text: &str) -> Vec<u16> {
    let text = text.encode_utf16().filter(|unit| *unit != 0);
    text.chain(std::iter::once(0)).collect()
}

/// Anything of this module: its address says which module is meant.
static HERE: u8 = 0;

/// Makes FreeLibrary leave the library where it is, until the process ends: probing threads outlive
/// every run, and their code must not be unmapped under them. Harmless when repeated. Elsewhere the linker
/// sees to it (build.rs).
///
/// # Errors
/// The operating system refuses.
pub(crate) fn keep_loaded() -> io::Result<()> {
    let mut module = null_mut();
    // SAFETY: with FROM_ADDRESS the second argument is an address within a module, which is not read
    // as a text; `module` is a local variable. PIN counts no reference, so none has to be given back.
    let done = unsafe {
        GetModuleHandleExW(
            GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
            (&raw const HERE).cast(),
            &raw mut module,
        )
    };
    if done == 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}
