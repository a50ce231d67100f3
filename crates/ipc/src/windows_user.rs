//! Who a process or a pipe belongs to on Windows.

#![expect(unsafe_code, reason = "Windows offers this only to C")]

use std::{
    io,
    os::windows::io::{AsRawHandle, BorrowedHandle, FromRawHandle, OwnedHandle},
    ptr,
};

use widestring::U16CStr;
use windows_sys::Win32::{
    Foundation::{ERROR_SUCCESS, LocalFree},
    Security::{
        Authorization::{ConvertSidToStringSidW, GetSecurityInfo, SE_KERNEL_OBJECT},
        GetTokenInformation, OWNER_SECURITY_INFORMATION, PSID, SECURITY_MAX_SID_SIZE, TOKEN_QUERY, TOKEN_USER,
        TokenUser,
    },
    System::Threading::{GetCurrentProcess, OpenProcessToken},
};

/// The security identifier of the user of this process: "S-1-5-21-…".
///
/// # Errors
/// When the system does not tell it.
pub(crate) fn of_this_process() -> io::Result<String> {
    let mut token = ptr::null_mut();
    // SAFETY: the pointer is to a local variable.
    if unsafe { OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &mut token) } == 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the handle was opened above, and belongs to nobody else.
    let token = unsafe { OwnedHandle::from_raw_handle(token) };
    // A user, whose identifier is behind it. It has space for the longest, and the alignment of a pointer.
    let mut user = [TOKEN_USER::default(); 1 + (SECURITY_MAX_SID_SIZE as usize).div_ceil(size_of::<TOKEN_USER>())];
    let mut size = u32::try_from(size_of_val(&user)).map_err(io::Error::other)?;
    let buffer = user.as_mut_ptr().cast();
    // SAFETY: the buffer is a local variable of this size.
    if unsafe { GetTokenInformation(token.as_raw_handle(), TokenUser, buffer, size, &mut size) } == 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: it points into the buffer.
    unsafe { text(user[0].User.Sid) }
}

/// The security identifier of the owner of a pipe.
///
/// # Errors
/// When this process may not read it.
pub(crate) fn owner_of(pipe: BorrowedHandle<'_>) -> io::Result<String> {
    let (mut owner, mut descriptor) = (ptr::null_mut(), ptr::null_mut());
    let (group, access, audit) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    let what = OWNER_SECURITY_INFORMATION;
    let handle = pipe.as_raw_handle();
    // SAFETY: the handle is open, and the pointers are to local variables, or null where nothing is asked for.
    let result =
        unsafe { GetSecurityInfo(handle, SE_KERNEL_OBJECT, what, &mut owner, group, access, audit, &mut descriptor) };
    if result != ERROR_SUCCESS {
        return Err(io::Error::from_raw_os_error(result.cast_signed()));
    }
    // SAFETY: the owner is in the descriptor, which the system has allocated. It is freed once it is not used any more.
    unsafe {
        let owner = text(owner);
        LocalFree(descriptor);
        owner
    }
}

/// Owner and permissions of a pipe, in Windows' notation.
#[cfg(test)]
pub(crate) fn descriptor_of(pipe: BorrowedHandle<'_>) -> io::Result<String> {
    use windows_sys::Win32::Security::{
        Authorization::{ConvertSecurityDescriptorToStringSecurityDescriptorW, SDDL_REVISION_1},
        DACL_SECURITY_INFORMATION,
    };

    let (mut descriptor, mut text, null) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    let what = OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;
    // SAFETY: as above. What is allocated is not freed, because a test ends soon.
    unsafe {
        let handle = pipe.as_raw_handle();
        let result =
            GetSecurityInfo(handle, SE_KERNEL_OBJECT, what, null, null, null.cast(), null.cast(), &mut descriptor);
        if result != ERROR_SUCCESS {
            return Err(io::Error::from_raw_os_error(result.cast_signed()));
        }
        let size = ptr::null_mut();
        if ConvertSecurityDescriptorToStringSecurityDescriptorW(descriptor, SDDL_REVISION_1, what, &mut text, size) == 0
        {
            return Err(io::Error::last_os_error());
        }
        U16CStr::from_ptr_str(text).to_string().map_err(io::Error::other)
    }
}

/// A security identifier as text.
///
/// # Safety
/// It must be valid.
unsafe fn text(sid: PSID) -> io::Result<String> {
    let mut text = ptr::null_mut();
    // SAFETY: the identifier is valid, and the pointer is to a local variable. The system allocates the text, ends it with
    // zero, and has it freed here.
    unsafe {
        if ConvertSidToStringSidW(sid, &mut text) == 0 {
            return Err(io::Error::last_os_error());
        }
        let sid = U16CStr::from_ptr_str(text).to_string().map_err(io::Error::other);
        LocalFree(text.cast());
        sid
    }
}
