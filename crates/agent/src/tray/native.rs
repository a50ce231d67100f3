//! The tray icon on macOS and Windows, where it belongs to the main thread's event loop.

use std::process::ExitCode;

use tao::{
    event::Event,
    event_loop::{ControlFlow, EventLoopBuilder, EventLoopProxy},
    platform::run_return::EventLoopExtRunReturn,
};
use tray_icon::{
    MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent,
    menu::{Menu, MenuEvent, MenuId, MenuItem, PredefinedMenuItem},
};

use super::{Action, Entry, ID, Look};
use crate::agent::Agent;

/// Where the icon is shown.
pub(crate) struct Icon(EventLoopProxy<Message>);

/// The icon that is shown.
pub(super) struct Shown(EventLoopProxy<Message>);

/// A message to the main thread.
enum Message {
    Show(Look, Agent),
    Redraw(Look),
    Clicked(MenuId),
    IconClicked,
    Ended(ExitCode),
}

/// The icon as the main thread has it.
struct Tray {
    icon: TrayIcon,
    look: Look,
    /// The entries with a text, in their order.
    items: Vec<(MenuItem, Option<Action>)>,
    agent: Agent,
}

/// Runs a task with an icon to show, and returns what the task returns. Must be called on the main thread.
pub(crate) fn run_with<F: Future<Output = ExitCode> + Send + 'static>(
    runtime: &tokio::runtime::Runtime,
    task: impl FnOnce(Icon) -> F,
) -> ExitCode {
    // What a click does may be spawned.
    let _entered = runtime.enter();
    let mut event_loop = EventLoopBuilder::<Message>::with_user_event().build();
    #[cfg(target_os = "macos")]
    {
        use tao::platform::macos::{ActivationPolicy, EventLoopExtMacOS};
        // In the menu bar, and neither in the Dock nor in the list of programs.
        event_loop.set_activation_policy(ActivationPolicy::Accessory);
    }
    let proxy = event_loop.create_proxy();
    let to_menu = event_loop.create_proxy();
    MenuEvent::set_event_handler(Some(move |event: MenuEvent| send(&to_menu, Message::Clicked(event.id))));
    let to_icon = event_loop.create_proxy();
    TrayIconEvent::set_event_handler(Some(move |event| {
        if is_left_click(&event) {
            send(&to_icon, Message::IconClicked);
        }
    }));
    let task = task(Icon(event_loop.create_proxy()));
    runtime.spawn(async move { send(&proxy, Message::Ended(task.await)) });
    let (mut tray, mut code) = (None, ExitCode::FAILURE);
    event_loop.run_return(|event, _, control_flow| {
        *control_flow = ControlFlow::Wait;
        match event {
            Event::UserEvent(Message::Ended(ended)) => {
                code = ended;
                *control_flow = ControlFlow::Exit;
            }
            Event::UserEvent(message) => receive(&mut tray, message),
            _ => {}
        }
    });
    code
}

impl Icon {
    /// Shows it.
    pub(super) async fn show(self, look: Look, agent: &Agent) -> Option<Shown> {
        send(&self.0, Message::Show(look, agent.clone()));
        Some(Shown(self.0))
    }
}

impl Shown {
    /// Shows something else. Changes only texts if that is enough, so that an open menu stays open.
    pub(super) async fn redraw(&self, look: Look) {
        send(&self.0, Message::Redraw(look));
    }
}

fn send(proxy: &EventLoopProxy<Message>, message: Message) {
    // Fails if the event loop has ended, and with it the process.
    let _ = proxy.send_event(message);
}

/// On macOS, a menu bar item opens its menu.
fn is_left_click(event: &TrayIconEvent) -> bool {
    let up = MouseButtonState::Up;
    cfg!(windows)
        && matches!(event, TrayIconEvent::Click { button: MouseButton::Left, button_state, .. } if *button_state == up)
}

fn receive(tray: &mut Option<Tray>, message: Message) {
    match (message, tray.as_mut()) {
        (Message::Show(look, agent), _) => match Tray::new(look, agent) {
            Ok(new) => *tray = Some(new),
            Err(error) => tracing::error!(%error, "failed to create the tray icon"),
        },
        (Message::Redraw(look), Some(tray)) => {
            if let Err(error) = tray.redraw(look) {
                tracing::warn!(%error, "failed to update the tray");
            }
        }
        (Message::Clicked(id), Some(tray)) => {
            let clicked = tray.items.iter().find(|(item, _)| *item.id() == id);
            if let Some((_, Some(action))) = clicked {
                action.run(&tray.agent);
            }
        }
        (Message::IconClicked, Some(tray)) => Action::Open.run(&tray.agent),
        (Message::Redraw(_) | Message::Clicked(_) | Message::IconClicked | Message::Ended(_), _) => {}
    }
}

/// Why the icon cannot be shown.
#[derive(Debug, thiserror::Error)]
enum TrayError {
    #[error("there is no picture")]
    NoPicture,
    #[error(transparent)]
    Picture(#[from] tray_icon::BadIcon),
    #[error(transparent)]
    Icon(#[from] tray_icon::Error),
    #[error(transparent)]
    Menu(#[from] tray_icon::menu::Error),
}

impl Tray {
    fn new(look: Look, agent: Agent) -> Result<Self, TrayError> {
        let (menu, items) = menu(&look)?;
        let icon = TrayIconBuilder::new()
            .with_id(ID)
            .with_icon(picture(&look)?)
            .with_icon_as_template(true)
            .with_tooltip(&look.tooltip)
            .with_menu(Box::new(menu))
            .with_menu_on_left_click(!cfg!(windows))
            .build()?;
        Ok(Self { icon, look, items, agent })
    }

    fn redraw(&mut self, look: Look) -> Result<(), TrayError> {
        if look.state != self.look.state {
            self.icon.set_icon_with_as_template(Some(picture(&look)?), true)?;
        }
        self.icon.set_tooltip(Some(&look.tooltip))?;
        if look.menu.iter().map(kind).eq(self.look.menu.iter().map(kind)) {
            let texts = look.menu.iter().filter_map(text);
            self.items.iter().zip(texts).for_each(|((item, _), text)| item.set_text(escaped(text)));
        } else {
            let (menu, items) = menu(&look)?;
            self.icon.set_menu(Some(Box::new(menu)));
            self.items = items;
        }
        self.look = look;
        Ok(())
    }
}

fn menu(look: &Look) -> Result<(Menu, Vec<(MenuItem, Option<Action>)>), TrayError> {
    let (menu, mut items) = (Menu::new(), Vec::new());
    for entry in &look.menu {
        let (text, action) = match entry {
            Entry::Separator => {
                menu.append(&PredefinedMenuItem::separator())?;
                continue;
            }
            Entry::Headline(text) => (text, None),
            Entry::Item(text, action) => (text, Some(*action)),
        };
        let item = MenuItem::new(escaped(text), action.is_some(), None);
        menu.append(&item)?;
        items.push((item, action));
    }
    Ok((menu, items))
}

/// What kind of entry it is, apart from its text.
fn kind(entry: &Entry) -> (bool, Option<Action>) {
    match entry {
        Entry::Headline(_) => (true, None),
        Entry::Item(_, action) => (true, Some(*action)),
        Entry::Separator => (false, None),
    }
}

fn text(entry: &Entry) -> Option<&str> {
    match entry {
        Entry::Headline(text) | Entry::Item(text, _) => Some(text),
        Entry::Separator => None,
    }
}

fn picture(look: &Look) -> Result<tray_icon::Icon, TrayError> {
    let picture = look.state.pictures().pop().ok_or(TrayError::NoPicture)?;
    Ok(tray_icon::Icon::from_rgba(picture.rgba, picture.width, picture.height)?)
}

/// A text in a menu. Ampersands are doubled, because a single one marks an access key.
fn escaped(text: &str) -> String {
    text.replace('&', "&&")
}
