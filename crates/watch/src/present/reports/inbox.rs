//! The report of reminders.

use super::super::document::{Block, Cell, Document, Section, Table, Tone};
use crate::{
    i18n::Audience,
    reminders::{notification::ReminderRecord, urgency::Urgency},
};

/// Reminders in a table, in this order.
pub fn inbox(reminders: &[ReminderRecord], reader: &Audience<'_>) -> Document {
    let words = reader.words;
    let title = words.text("report-reminders");
    let row = |reminder: &ReminderRecord| {
        let tone = match reminder.urgency {
            Urgency::Low => Tone::Calm,
            Urgency::Normal => Tone::Soon,
            Urgency::Critical => Tone::Urgent,
        };
        vec![
            Cell::Instant(reminder.recorded_at),
            Cell::Text(reminder.name.clone()),
            Cell::State(tone, reminder.title.clone()),
            Cell::text(Some(reminder.body.clone())),
        ]
    };
    let block = if reminders.is_empty() {
        Block::Text(words.text("report-no-reminders"))
    } else {
        let columns = ["column-since", "column-workspace", "column-reminder", "column-details"];
        Block::Table(Table {
            columns: columns.iter().map(|column| words.text(column)).collect(),
            rows: reminders.iter().map(row).collect(),
        })
    };
    Document { title: title.clone(), preface: Vec::new(), sections: vec![Section { title, blocks: vec![block] }] }
}
