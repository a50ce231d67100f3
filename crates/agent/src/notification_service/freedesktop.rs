//! Notifications on Linux, by version 1.2 of the Desktop Notifications Specification of freedesktop.org.
//!
//! Replies and signals are read from one stream, in the order in which the service sent them, because a notification
//! may be clicked or closed right after the reply that contains its id.

use std::{collections::HashMap, num::NonZeroU32};

use futures_util::StreamExt;
use tokio::sync::mpsc::UnboundedReceiver;
use watch::{deliver::ReminderId, reminders::urgency::Urgency, vault::APPLICATION_ID};
use zbus::{
    Connection, MatchRule, Message, MessageStream,
    fdo::DBusProxy,
    message::{Header, Type},
    zvariant::Value,
};

use super::popup::{Lifetime, Popup, PopupEvent, Request};

/// The name of the service and of its interface.
pub(crate) const SERVICE: &str = "org.freedesktop.Notifications";

/// The path of its object.
const PATH: &str = "/org/freedesktop/Notifications";

/// The service decides how long a notification is shown.
const DEFAULT_TIMEOUT: i32 = -1;

/// Shows and withdraws notifications until all senders of requests are dropped.
pub(crate) async fn serve(mut requests: UnboundedReceiver<Request>) {
    // Connects when there is something to show, and again if the session bus disappeared.
    while let Some(request) = requests.recv().await {
        match request {
            Request::Show(popup) => match connect().await {
                Ok(connection) => serve_on(connection, popup, &mut requests).await,
                Err(error) => not_shown(popup, &error),
            },
            // Without a connection, nothing is on the screen.
            Request::Withdraw(_) => {}
        }
    }
}

/// Connects, and subscribes to the signals about notifications and about restarts of the service.
async fn connect() -> zbus::Result<Connection> {
    let connection = Connection::session().await?;
    let bus = DBusProxy::new(&connection).await?;
    let signals = MatchRule::builder().msg_type(Type::Signal).sender(SERVICE)?.interface(SERVICE)?.build();
    bus.add_match_rule(signals).await?;
    let restarts = MatchRule::builder().msg_type(Type::Signal).sender("org.freedesktop.DBus")?;
    bus.add_match_rule(restarts.member("NameOwnerChanged")?.add_arg(SERVICE)?.build()).await?;
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
                Some(Err(error)) => return open.fail_all(&error),
                None => return open.fail_all(&"the session bus disappeared"),
            },
        }
    }
}

/// The notifications that can still change.
#[derive(Default)]
struct Open {
    /// Notifications that wait for the service's reply, by the serial number of the call.
    sent: HashMap<NonZeroU32, Popup>,
    /// Notifications that are shown, by the service's id.
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

    /// Closes every notification of these reminders. Clicks that arrive afterwards are ignored.
    async fn withdraw(&mut self, connection: &Connection, reminders: &[ReminderId]) {
        let ids: Vec<u32> = self
            .shown
            .extract_if(|_, popup| popup.reminders.iter().any(|reminder| reminders.contains(reminder)))
            .map(|(id, _)| id)
            .collect();
        for id in ids {
            let sent = match withdrawal(id) {
                Ok(call) => connection.send(&call).await,
                Err(error) => Err(error),
            };
            if let Err(error) = sent {
                tracing::warn!(%error, "failed to withdraw a notification");
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
            // A new instance of the service shows no notifications, and starts counting ids again.
            Some("NameOwnerChanged") => self.shown.clear(),
            Some(_) | None => {}
        }
    }

    fn take_sent(&mut self, header: &Header<'_>) -> Option<Popup> {
        self.sent.remove(&header.reply_serial()?)
    }

    fn fail_all(self, error: &impl std::fmt::Display) {
        for popup in self.sent.into_values() {
            not_shown(popup, error);
        }
    }
}

fn not_shown(mut popup: Popup, error: &impl std::fmt::Display) {
    (popup.on_event)(PopupEvent::NotShown(error.to_string()));
}

/// Makes the call that shows a notification.
fn call(popup: &Popup) -> zbus::Result<Message> {
    let actions: Vec<&str> = popup.actions.iter().flat_map(|(id, text)| [*id, text.as_str()]).collect();
    let icon = popup.icon.as_ref().map(|icon| icon.to_string_lossy());
    let mut hints = HashMap::from([("urgency", Value::from(urgency(popup.urgency)))]);
    if let Some(icon) = &icon {
        hints.insert("image-path", Value::from(icon.as_ref()));
    }
    // With this hint, GNOME removes the notifications when the application exits.
    if popup.lifetime == Lifetime::Application {
        hints.insert("desktop-entry", Value::from(APPLICATION_ID));
    }
    let call = Message::method_call(PATH, "Notify")?.destination(SERVICE)?.interface(SERVICE)?;
    let replaces = 0_u32;
    let body = escape(&popup.body);
    call.build(&("License Watch", replaces, APPLICATION_ID, &popup.title, body, actions, hints, DEFAULT_TIMEOUT))
}

/// Makes the call that withdraws a notification.
fn withdrawal(id: u32) -> zbus::Result<Message> {
    Message::method_call(PATH, "CloseNotification")?.destination(SERVICE)?.interface(SERVICE)?.build(&id)
}

/// The specification's number for an urgency.
fn urgency(urgency: Urgency) -> u8 {
    match urgency {
        Urgency::Low => 0,
        Urgency::Normal => 1,
        Urgency::Critical => 2,
    }
}

/// Escapes markup, which services may interpret in the body. Names in it come from servers.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use tokio::{
        net::UnixStream,
        sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    };

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

    /// A direct connection to a notification service, without a bus: the client's end and the service's end.
    async fn service() -> (Connection, MessageStream) {
        let (ours, theirs) = UnixStream::pair().unwrap();
        let guid = zbus::Guid::generate();
        let ours = zbus::connection::Builder::unix_stream(ours).p2p();
        let theirs = zbus::connection::Builder::unix_stream(theirs).server(guid).unwrap().p2p();
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

    async fn emit<B: serde::Serialize + zbus::zvariant::Type>(service: &MessageStream, member: &str, body: &B) {
        Connection::from(service).emit_signal(None::<&str>, PATH, SERVICE, member, body).await.unwrap();
    }

    async fn next_of(events: &mut Events) -> (u32, PopupEvent) {
        events.recv().await.unwrap()
    }

    fn threads() -> usize {
        std::fs::read_dir("/proc/self/task").unwrap().count()
    }

    #[tokio::test]
    async fn many_open_notifications_share_a_connection_and_need_no_threads() {
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
        // Other tests in this process may have started some.
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
    async fn click_right_after_the_reply_is_not_lost() {
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
    async fn refused_or_unanswered_notification_is_reported_as_not_shown() {
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
    async fn withdrawn_notification_is_closed_and_ignores_clicks() {
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
    fn markup_in_the_body_is_escaped() {
        assert_eq!(escape("<b>A&B</b>"), "&lt;b&gt;A&amp;B&lt;/b&gt;");
    }
}
