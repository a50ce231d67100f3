//! An application of the same framework that does nothing but sit in the tray without a window: what the benchmark holds
//! License Watch against.

use tauri::{RunEvent, image::Image, tray::TrayIconBuilder};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let icon = Image::from_bytes(include_bytes!("../../../icons/tray/calm.png"))?;
    let app = tauri::Builder::default()
        .setup(|app| {
            TrayIconBuilder::new().icon(icon).build(app)?;
            Ok(())
        })
        .build(tauri::generate_context!())?;
    app.run(|_, event| {
        if let RunEvent::ExitRequested { code: None, api, .. } = event {
            api.prevent_exit();
        }
    });
    Ok(())
}
