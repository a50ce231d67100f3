//! The tray icon on macOS and Windows, where it belongs to the main thread's event loop.

use std::{process::ExitCode, sync::mpsc, time::Duration};

use tao::{
    event::Event,
    event_loop::{ControlFlow, EventLoopBuilder, EventLoopProxy},
    platform::run_return::EventLoopExtRunReturn,
};
use tokio::sync::oneshot;
use tray_icon::{
    MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent,
    menu::{Menu, MenuEvent, MenuId, MenuItem, PredefinedMenuItem},
};

use super::{Action, Entry, ID, Look};
use crate::{agent::Agent, session};

/// How long the end of the session may wait for the agent. Windows ends a process that takes five seconds.
const SESSION_END: Duration = Duration::from_secs(4);

/// The longest tooltip that Windows shows, in UTF-16 code units. It takes one more, for the zero at the end.
const MAX_TOOLTIP: usize = 127;

/// Where the icon is shown.
pub(crate) struct Icon(EventLoopProxy<Message>);

/// The icon that is shown.
pub(super) struct Shown(EventLoopProxy<Message>);

/// A message to the main thread.
enum Message {
    Show(Look, Agent, oneshot::Sender<()>),
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
    let (ended, has_ended) = mpsc::channel();
    runtime.spawn(async move {
        let code = task.await;
        // Fails if nobody waits any more.
        let _ = ended.send(());
        send(&proxy, Message::Ended(code));
    });
    let (mut tray, mut code) = (None, None);
    event_loop.run_return(|event, _, control_flow| {
        *control_flow = ControlFlow::Wait;
        match event {
            Event::UserEvent(Message::Ended(ended)) => {
                code = Some(ended);
                *control_flow = ControlFlow::Exit;
            }
            Event::UserEvent(message) => receive(&mut tray, message),
            // The user logs out, or shuts down the computer. Once this returns, the process is gone.
            Event::LoopDestroyed if code.is_none() => {
                session::end();
                // A timeout is all that can go wrong, and then there is no time left to report it.
                let _ = has_ended.recv_timeout(SESSION_END);
            }
            _ => {}
        }
    });
    code.unwrap_or(ExitCode::FAILURE)
}

impl Icon {
    /// Shows it. Returns `None` if that is not possible.
    pub(super) async fn show(self, look: Look, agent: &Agent) -> Option<Shown> {
        let (shown, is_shown) = oneshot::channel();
        send(&self.0, Message::Show(look, agent.clone(), shown));
        is_shown.await.ok().map(|()| Shown(self.0))
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
        (Message::Show(look, agent, shown), _) => match Tray::new(look, agent) {
            Ok(new) => {
                *tray = Some(new);
                // Fails if the agent is about to end.
                let _ = shown.send(());
            }
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
                run(*action, &tray.agent);
            }
        }
        (Message::IconClicked, Some(tray)) => run(Action::Open, &tray.agent),
        (Message::Redraw(_) | Message::Clicked(_) | Message::IconClicked | Message::Ended(_), _) => {}
    }
}

/// Does what was clicked on a thread that may block, because the system may take long to start a program.
fn run(action: Action, agent: &Agent) {
    let agent = agent.clone();
    tokio::task::spawn_blocking(move || action.run(&agent));
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
            .with_tooltip(tooltip(&look.tooltip))
            .with_menu(Box::new(menu))
            .with_menu_on_left_click(!cfg!(windows))
            .build()?;
        Ok(Self { icon, look, items, agent })
    }

    fn redraw(&mut self, look: Look) -> Result<(), TrayError> {
        if let Err(error) = self.redraw_icon(&look) {
            tracing::debug!(%error, "there is no taskbar");
            // A new icon appears with the next taskbar. The old one would appear as it was before.
            *self = Self::new(look, self.agent.clone())?;
            return Ok(());
        }
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

    fn redraw_icon(&self, look: &Look) -> Result<(), TrayError> {
        if look.state != self.look.state {
            self.icon.set_icon_with_as_template(Some(picture(look)?), true)?;
        }
        if look.tooltip != self.look.tooltip {
            self.icon.set_tooltip(Some(tooltip(&look.tooltip)))?;
        }
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

/// A tooltip that is short enough.
fn tooltip(text: &str) -> String {
    if text.encode_utf16().count() <= MAX_TOOLTIP {
        return text.to_owned();
    }
    let mut length = '…'.len_utf16();
    let fits = |letter: &char| {
        length += letter.len_utf16();
        length <= MAX_TOOLTIP
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

/// A text in a menu. Ampersands are doubled, because a single one marks an access key.
fn escaped(text: &str) -> String {
    text.replace('&', "&&")
}
