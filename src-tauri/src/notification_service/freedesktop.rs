//! Notifications on Linux, after the Desktop Notifications Specification of freedesktop.org, version 1.2.
//!
//! Replies and signals are read from one stream, in the order in which the service sent them: a notification may be
//! clicked or closed right after the reply that carries its id.

use std::{collections::HashMap, num::NonZeroU32};

use futures_util::StreamExt;
use tokio::sync::mpsc::UnboundedReceiver;
use watch::{deliver::ReminderId, reminders::urgency::Urgency};
use zbus::{
    Connection, MatchRule, Message, MessageStream, Variant,
    fdo::DBusProxy,
    message::{Header, Type},
};

use super::popup::{APPLICATION_ID, Lifetime, Popup, PopupEvent, Request};

/// The name and the interface of the service.
pub(crate) const SERVICE: &str = "org.freedesktop.Notifications";

/// Its object.
const PATH: &str = "/org/freedesktop/Notifications";

/// Whatever time the service gives a notification.
const DEFAULT_TIMEOUT: i32 = -1;

/// Shows and withdraws notifications as it is asked to, until all senders of requests are gone.
pub(crate) async fn serve(mut requests: UnboundedReceiver<Request>) {
    // Connected when there is something to show, and anew if the session bus went away.
    while let Some(request) = requests.recv().await {
        match request {
            Request::Show(popup) => match connect().await {
                Ok(connection) => serve_on(connection, popup, &mut requests).await,
                Err(error) => not_shown(popup, &error),
            },
            // Nothing is on the screen.
            Request::Withdraw(_) => {}
        }
    }
}

/// Connects, and subscribes to what happens to notifications and to their service.
async fn connect() -> zbus::Result<Connection> {
    let connection = Connection::session().await?;
    let bus = DBusProxy::new(&connection).await?;
    let signals = MatchRule::builder().msg_type(Type::Signal).sender(SERVICE).interface(SERVICE).build()?;
    bus.add_match_rule(signals).await?;
    let restarts = MatchRule::builder().msg_type(Type::Signal).sender("org.freedesktop.DBus");
    bus.add_match_rule(restarts.member("NameOwnerChanged").add_arg(SERVICE).build()?).await?;
    Ok(connection)
}

async fn serve_on(connection: Connection, first: Popup, requests: &mut UnboundedReceiver<Request>) {
    let mut messages = MessageStream::from(&connection);
    let mut open = Open::default();
    open.send(&connection, first).await;
    loop {
        tokio::select! {
            request = requests.recv() => match request {
                Some(Request::Show(popup)) => open.send(&connection, popup).await,
                Some(Request::Withdraw(reminders)) => open.withdraw(&connection, &reminders).await,
                None => return,
            },
            message = messages.next() => match message {
                Some(Ok(message)) => open.receive(&message),
                Some(Err(error)) => return open.give_up(&error),
                None => return open.give_up(&"the session bus has gone away"),
            },
        }
    }
}

/// The notifications that something may still happen to.
#[derive(Default)]
struct Open {
    /// Sent to the service, which has not replied yet: by the serial number of the call.
    sent: HashMap<NonZeroU32, Popup>,
    /// Shown: by the id that the service gave.
    shown: HashMap<u32, Popup>,
}

impl Open {
    async fn send(&mut self, connection: &Connection, popup: Popup) {
        let message = match call(&popup) {
            Ok(message) => message,
            Err(error) => return not_shown(popup, &error),
        };
        match connection.send(&message).await {
            Ok(()) => drop(self.sent.insert(message.primary_header().serial_num(), popup)),
            Err(error) => not_shown(popup, &error),
        }
    }

    /// Has the service close every notification of these reminders. A click that is on its way is ignored.
    async fn withdraw(&mut self, connection: &Connection, reminders: &[ReminderId]) {
        let ids: Vec<u32> = self
            .shown
            .extract_if(|_, popup| popup.reminders.iter().any(|reminder| reminders.contains(reminder)))
            .map(|(id, _)| id)
            .collect();
        for id in ids {
            let call = Message::method_call(PATH, "CloseNotification").destination(SERVICE).interface(SERVICE);
            let sent = match call.build(&id) {
                Ok(call) => connection.send(&call).await,
                Err(error) => Err(error),
            };
            if let Err(error) = sent {
                tracing::warn!(%error, "a notification that is no longer true stays on the screen");
            }
        }
    }

    fn receive(&mut self, message: &Message) {
        let header = message.header();
        match message.message_type() {
            Type::MethodReturn => {
                let Some(mut popup) = self.take_sent(&header) else { return };
                match message.body().deserialize::<u32>() {
                    Ok(id) => {
                        (popup.on_event)(PopupEvent::Shown);
                        self.shown.insert(id, popup);
                    }
                    Err(error) => not_shown(popup, &error),
                }
            }
            Type::Error => {
                let Some(popup) = self.take_sent(&header) else { return };
                let name = header.error_name().map(|name| name.as_str()).unwrap_or_default();
                let text = message.body().deserialize::<String>().unwrap_or_default();
                not_shown(popup, &format!("{name}: {text}"));
            }
            Type::Signal => self.receive_signal(&header, message),
            Type::MethodCall => {}
        }
    }

    fn receive_signal(&mut self, header: &Header<'_>, message: &Message) {
        match header.member().map(|member| member.as_str()) {
            Some("ActionInvoked") => {
                if let Ok((id, action)) = message.body().deserialize::<(u32, String)>()
                    && let Some(popup) = self.shown.get_mut(&id)
                {
                    (popup.on_event)(PopupEvent::Action(action));
                }
            }
            Some("NotificationClosed") => {
                if let Ok((id, _reason)) = message.body().deserialize::<(u32, u32)>() {
                    self.shown.remove(&id);
                }
            }
            // Another service starts with no notification, and counts from one again.
            Some("NameOwnerChanged") => self.shown.clear(),
            Some(_) | None => {}
        }
    }

    fn take_sent(&mut self, header: &Header<'_>) -> Option<Popup> {
        self.sent.remove(&header.reply_serial()?)
    }

    fn give_up(self, error: &impl std::fmt::Display) {
        for popup in self.sent.into_values() {
            not_shown(popup, error);
        }
    }
}

fn not_shown(mut popup: Popup, error: &impl std::fmt::Display) {
    (popup.on_event)(PopupEvent::NotShown(error.to_string()));
}

/// The call that shows a notification.
fn call(popup: &Popup) -> zbus::Result<Message> {
    let actions: Vec<&str> = popup.actions.iter().flat_map(|(id, text)| [*id, text.as_str()]).collect();
    let icon = popup.icon.as_ref().map(|icon| icon.to_string_lossy());
    let mut hints = HashMap::from([("urgency", Variant::from(urgency(popup.urgency)))]);
    if let Some(icon) = &icon {
        hints.insert("image-path", Variant::from(icon.as_ref()));
    }
    // GNOME removes the notifications of an application that it knows by this when the application ends.
    if popup.lifetime == Lifetime::Application {
        hints.insert("desktop-entry", Variant::from(APPLICATION_ID));
    }
    let call = Message::method_call(PATH, "Notify").destination(SERVICE).interface(SERVICE);
    let replaces = 0_u32;
    let body = escape(&popup.body);
    call.build(&("License Watch", replaces, APPLICATION_ID, &popup.title, body, actions, hints, DEFAULT_TIMEOUT))
}

/// The urgency as the specification numbers it.
fn urgency(urgency: Urgency) -> u8 {
    match urgency {
        Urgency::Low => 0,
        Urgency::Normal => 1,
        Urgency::Critical => 2,
    }
}

/// Services may read markup in the body, and names come from servers.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixStream;

    use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

    use super::*;

    fn reminder(number: u32) -> ReminderId {
        serde_json::from_value(number.into()).unwrap()
    }

    type Events = UnboundedReceiver<(u32, PopupEvent)>;

    fn popup(number: u32, events: &UnboundedSender<(u32, PopupEvent)>) -> Popup {
        let events = events.clone();
        Popup {
            reminders: vec![reminder(number)],
            title: format!("{number}"),
            body: "<b>A&B</b>".to_owned(),
            icon: None,
            urgency: Urgency::Normal,
            actions: vec![("default", "Open".to_owned())],
            lifetime: Lifetime::Application,
            on_event: Box::new(move |event| drop(events.send((number, event)))),
        }
    }

    /// A connection to a notification service, without a bus in between, and the service's end of it.
    async fn service() -> (Connection, MessageStream) {
        let (ours, theirs) = UnixStream::pair().unwrap();
        let guid = zbus::Guid::generate();
        let ours = zbus::connection::Builder::unix_stream(ours).p2p();
        let theirs = zbus::connection::Builder::unix_stream(theirs).server(guid).p2p();
        let (ours, theirs) = tokio::join!(ours.build(), theirs.build());
        (ours.unwrap(), MessageStream::from(theirs.unwrap()))
    }

    async fn call_of(service: &mut MessageStream) -> Message {
        loop {
            let message = service.next().await.unwrap().unwrap();
            if message.message_type() == Type::MethodCall {
                return message;
            }
        }
    }

    async fn emit<B: serde::Serialize + zbus::Type>(service: &MessageStream, member: &str, body: &B) {
        Connection::from(service).emit_signal(None::<&str>, PATH, SERVICE, member, body).await.unwrap();
    }

    async fn next_of(events: &mut Events) -> (u32, PopupEvent) {
        events.recv().await.unwrap()
    }

    fn threads() -> usize {
        std::fs::read_dir("/proc/self/task").unwrap().count()
    }

    #[tokio::test]
    async fn three_hundred_open_notifications_share_a_connection_and_no_thread_waits_for_each() {
        let (connection, mut service) = service().await;
        let (sender, mut requests) = unbounded_channel();
        let (report, mut events) = unbounded_channel();
        let first = popup(1, &report);
        let serving = tokio::spawn(async move { serve_on(connection, first, &mut requests).await });
        let before = threads();
        for number in 1..=300_u32 {
            if number > 1 {
                assert!(sender.send(Request::Show(popup(number, &report))).is_ok());
            }
            let call = call_of(&mut service).await;
            Connection::from(&service).reply(&call.header(), &(number + 1_000)).await.unwrap();
            assert_eq!(next_of(&mut events).await, (number, PopupEvent::Shown));
        }
        // Other tests of this process may have started a few.
        assert!(threads() < before + 100, "{} threads, {before} before", threads());

        emit(&service, "ActionInvoked", &(1_299_u32, "default")).await;
        assert_eq!(next_of(&mut events).await, (299, PopupEvent::Action("default".to_owned())));
        emit(&service, "NotificationClosed", &(1_299_u32, 2_u32)).await;
        emit(&service, "ActionInvoked", &(1_299_u32, "default")).await;
        emit(&service, "ActionInvoked", &(1_300_u32, "default")).await;
        assert_eq!(next_of(&mut events).await, (300, PopupEvent::Action("default".to_owned())), "299 was closed");
        drop(sender);
        serving.await.unwrap();
    }

    #[tokio::test]
    async fn a_click_that_follows_the_reply_at_once_is_not_lost() {
        let (connection, mut service) = service().await;
        let (sender, mut requests) = unbounded_channel();
        let (report, mut events) = unbounded_channel();
        let first = popup(1, &report);
        tokio::spawn(async move { serve_on(connection, first, &mut requests).await });
        let call = call_of(&mut service).await;
        Connection::from(&service).reply(&call.header(), &7_u32).await.unwrap();
        emit(&service, "ActionInvoked", &(7_u32, "snooze")).await;
        assert_eq!(next_of(&mut events).await, (1, PopupEvent::Shown));
        assert_eq!(next_of(&mut events).await, (1, PopupEvent::Action("snooze".to_owned())));
        drop(sender);
    }

    #[tokio::test]
    async fn what_the_service_refuses_or_never_answers_is_reported_as_not_shown() {
        let (connection, mut service) = service().await;
        let (sender, mut requests) = unbounded_channel();
        let (report, mut events) = unbounded_channel();
        let first = popup(1, &report);
        let serving = tokio::spawn(async move { serve_on(connection, first, &mut requests).await });
        let call = call_of(&mut service).await;
        let refusal = "org.freedesktop.Notifications.Error.ExcessNotificationGeneration";
        Connection::from(&service).reply_error(&call.header(), refusal, &"too many").await.unwrap();
        assert_eq!(next_of(&mut events).await, (1, PopupEvent::NotShown(format!("{refusal}: too many"))));

        assert!(sender.send(Request::Show(popup(2, &report))).is_ok());
        call_of(&mut service).await;
        Connection::from(&service).close().await.unwrap();
        assert!(matches!(next_of(&mut events).await, (2, PopupEvent::NotShown(_))));
        serving.await.unwrap();
    }

    #[tokio::test]
    async fn what_is_withdrawn_is_closed_and_a_click_on_it_does_nothing() {
        let (connection, mut service) = service().await;
        let (sender, mut requests) = unbounded_channel();
        let (report, mut events) = unbounded_channel();
        let first = popup(1, &report);
        tokio::spawn(async move { serve_on(connection, first, &mut requests).await });
        for number in [1, 2] {
            if number > 1 {
                assert!(sender.send(Request::Show(popup(number, &report))).is_ok());
            }
            let call = call_of(&mut service).await;
            Connection::from(&service).reply(&call.header(), &(number + 10)).await.unwrap();
            assert_eq!(next_of(&mut events).await, (number, PopupEvent::Shown));
        }
        assert!(sender.send(Request::Withdraw(vec![reminder(1), reminder(3)])).is_ok());
        let call = call_of(&mut service).await;
        assert_eq!(call.header().member().unwrap().as_str(), "CloseNotification");
        assert_eq!(call.body().deserialize::<u32>().unwrap(), 11);
        emit(&service, "ActionInvoked", &(11_u32, "default")).await;
        emit(&service, "ActionInvoked", &(12_u32, "default")).await;
        assert_eq!(next_of(&mut events).await, (2, PopupEvent::Action("default".to_owned())), "1 was withdrawn");
    }

    #[test]
    fn names_are_text_and_never_markup() {
        assert_eq!(escape("<b>A&B</b>"), "&lt;b&gt;A&amp;B&lt;/b&gt;");
    }
}
