//! An application of the same framework that does nothing: what the benchmark holds License Watch against. It sits in the
//! tray without a window or, with `--window`, shows a page of plain text, without a tray.

use tauri::{RunEvent, WebviewUrl, WebviewWindowBuilder, image::Image, menu::MenuBuilder, tray::TrayIconBuilder};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let has_window = std::env::args().any(|argument| argument == "--window");
    let icon = Image::from_bytes(include_bytes!("../../../icons/tray/calm.png"))?;
    let app = tauri::Builder::default()
        .setup(move |app| {
            if has_window {
                let page = WebviewUrl::App("index.html".into());
                // As large as the window of License Watch.
                WebviewWindowBuilder::new(app, "main", page)
                    .title("Bare")
                    .inner_size(1120.0, 760.0)
                    .center()
                    .build()?;
            } else {
                // Without a menu, the icon is not shown on Linux.
                let menu = MenuBuilder::new(app).text("quit", "Quit").build()?;
                TrayIconBuilder::new().icon(icon).menu(&menu).build(app)?;
            }
            Ok(())
        })
        .build(tauri::generate_context!())?;
    app.run(move |_, event| {
        if let RunEvent::ExitRequested { code: None, api, .. } = event
            && !has_window
        {
            api.prevent_exit();
        }
    });
    Ok(())
}
