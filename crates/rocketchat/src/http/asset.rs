//! A file that a server shows to everybody.

use super::Http;

impl Http {
    /// Fetches a file of at most `most` bytes, without credentials; `None` for whatever goes wrong.
    pub(crate) async fn asset(&self, path: &str, most: usize) -> Option<Vec<u8>> {
        let request = self.client.get(self.address.endpoint(path)).header("Accept", "image/png");
        let mut response = request.send().await.ok()?;
        if !response.status().is_success() || response.content_length().is_some_and(|length| length > most as u64) {
            return None;
        }
        let mut file = Vec::new();
        while let Some(chunk) = response.chunk().await.ok()? {
            if file.len() + chunk.len() > most {
                return None;
            }
            file.extend_from_slice(&chunk);
        }
        Some(file)
    }
}
