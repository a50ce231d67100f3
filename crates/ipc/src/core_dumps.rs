//! No core dumps, because the memory of this process holds tokens and passwords.

/// Prevents core dumps of this process and of those that it starts. On Windows, where dumps with all memory are only made if
/// an administrator enables them, it does nothing.
pub fn prevent() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        // At most one byte: no dump fits. With zero, Linux would still pass it to a program that collects dumps.
        let one_byte = Rlimit { current: Some(1), maximum: Some(1) };
        // Fails only if less is allowed already.
        let _ = setrlimit(Resource::Core, one_byte);
    }
}
