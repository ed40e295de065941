//! Windows: the library stays in the process once it has threads. Elsewhere the linker sees to it
//! (build.rs).

use std::io;
use std::ptr::null_mut;

use windows_sys::Win32::System::LibraryLoader::{
    GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, GET_MODULE_HANDLE_EX_FLAG_PIN, GetModuleHandleExW,
};

/// Anything of this module: its address says which module is meant.
static HERE: u8 = 0;

/// Makes FreeLibrary leave the library where it is, until the process ends: probing threads outlive
/// every run, and their code must not be unmapped under them. Harmless when repeated.
///
/// # Errors
/// The operating system refuses.
pub(super) fn keep_loaded() -> io::Result<()> {
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
