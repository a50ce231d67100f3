//! Reading a list of workspaces: CSV, TSV, the TOML of a fleet file, or one address per line.

use csv::{ReaderBuilder, StringRecord, Trim};
use license::Label;
use rocketchat::{Token, UserId, holds_token};
use secrecy::ExposeSecret;
use strum::{EnumIter, IntoEnumIterator};

use super::{BatchRowEdit, MAX_ROWS, MAX_SIZE};
use crate::{
    failure::{Failure, FailureCode},
    workspace::details::DetailsEntry,
};

/// A list of workspaces.
#[derive(Debug, Default)]
pub struct List {
    /// Its rows, in their order.
    pub rows: Vec<Listed>,
    /// The columns that are not known, and are ignored.
    pub ignored: Vec<Label>,
    /// How many rows follow that were not read, because there are too many.
    pub omitted: usize,
}

/// A row of a list. Its texts are as written, but for a token that is not where tokens belong.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    /// The address of the workspace.
    pub address: String,
    /// Its name; empty for the one that its server gives it.
    pub name: String,
    /// The id of the user whose token it is; empty if it is not known.
    pub user_id: String,
    /// The token.
    pub token: Option<Token>,
    /// The name of its group; empty for none.
    pub group: String,
    /// What is noted about it.
    pub details: DetailsEntry,
    /// Whether `http://` is allowed.
    pub allow_http: bool,
    /// The column in which there is a token that does not belong there. Its text was dropped.
    pub misplaced: Option<&'static str>,
}

/// Why a text is not a list of workspaces.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// There is nothing in it.
    #[error("there is no workspace in it")]
    Empty,
    /// It is too large.
    #[error("it is larger than 1 MiB")]
    TooLarge,
    /// It does not say which column is the address.
    #[error("its first line does not name a column “address”")]
    NoAddressColumn,
    /// It is neither CSV nor TOML. The message does not repeat what is in it.
    #[error("line {line} cannot be read")]
    Unreadable {
        /// The line, counted from 1.
        line: u64,
    },
}

/// A column of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter)]
enum Column {
    Address,
    Name,
    UserId,
    Token,
    Group,
    Owner,
    Contract,
    Cost,
    Currency,
    Note,
    Contact,
    AllowHttp,
}

impl Column {
    /// Its names, in lower case and without anything but letters. The first is the one in messages.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Address => {
                &["address", "url", "server", "serverurl", "workspaceurl", "host", "adresse", "endereço", "endereco"]
            }
            Self::Name => &["name", "workspace", "workspacename", "nome", "title"],
            Self::UserId => {
                &["userid", "user", "uid", "xuserid", "benutzer", "benutzerid", "usuário", "usuario", "idusuario"]
            }
            Self::Token => &["token", "authtoken", "accesstoken", "personalaccesstoken", "xauthtoken", "pat"],
            Self::Group => &["group", "gruppe", "grupo", "customer", "kunde", "cliente"],
            Self::Owner => &["owner", "verantwortlich", "verantwortliche", "responsável", "responsavel"],
            Self::Contract => {
                &["contract", "contractnumber", "contractno", "vertrag", "vertragsnummer", "vertragsnr", "contrato"]
            }
            Self::Cost => &["cost", "price", "kosten", "preis", "custo", "preço", "preco"],
            Self::Currency => &["currency", "währung", "waehrung", "moeda"],
            Self::Note => {
                &["note", "notes", "notiz", "notizen", "nota", "notas", "observação", "observacao", "comment"]
            }
            Self::Contact => &["contact", "contactmail", "mail", "email", "kontakt", "contato"],
            Self::AllowHttp => &["allowhttp", "http"],
        }
    }

    fn of(heading: &str) -> Option<Self> {
        let bare: String = heading.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
        Self::iter().find(|column| column.names().contains(&bare.as_str()))
    }
}

impl Listed {
    /// Takes over what the user corrected.
    pub(crate) fn edit(&mut self, edit: BatchRowEdit) {
        let BatchRowEdit { address, name, user_id, token, allow_http } = edit;
        let before = std::mem::take(self);
        *self =
            Self { group: before.group, details: before.details, token: before.token, allow_http, ..Self::default() };
        for (column, text) in [(Column::Address, address), (Column::Name, name), (Column::UserId, user_id)] {
            self.set(column, text.trim());
        }
        if let Some(token) = token {
            self.token = Some(Token::new(token.expose_secret())).filter(|token| !token.is_empty());
        }
    }

    fn set(&mut self, column: Column, text: &str) {
        if text.is_empty() {
            return;
        }
        if column != Column::Token && holds_token(text) {
            self.misplaced = column.names().first().copied();
            return;
        }
        let filled = || Some(text.to_owned());
        match column {
            Column::Address => self.address = text.to_owned(),
            Column::Name => self.name = text.to_owned(),
            Column::UserId => self.user_id = UserId::new(text).as_str().to_owned(),
            Column::Token => self.token = Some(Token::new(text)).filter(|token| !token.is_empty()),
            Column::Group => self.group = text.to_owned(),
            Column::Owner => self.details.owner = filled(),
            Column::Contract => self.details.contract = filled(),
            Column::Cost => self.details.cost = filled(),
            Column::Currency => self.details.currency = filled(),
            Column::Note => self.details.note = filled(),
            Column::Contact => self.details.contact = filled(),
            Column::AllowHttp => {
                self.allow_http = matches!(text.to_lowercase().as_str(), "true" | "yes" | "1" | "ja" | "sim")
            }
        }
    }
}

impl List {
    /// Reads a list: TOML with `[[workspace]]` sections, or a table whose first line names the columns, separated by
    /// commas, semicolons or tabs. A list without headings has one address per line. A byte order mark is ignored.
    ///
    /// # Errors
    /// Why it is not a list.
    pub fn read(text: &str) -> Result<Self, ListError> {
        if text.len() > MAX_SIZE {
            return Err(ListError::TooLarge);
        }
        let text = text.trim_start_matches('\u{feff}');
        let is_section = |line: &str| {
            let inner = line.trim_start().strip_prefix("[[").and_then(|rest| rest.split_once("]]"));
            inner.is_some_and(|(name, _)| name.trim() == "workspace")
        };
        let is_toml = text.lines().any(is_section);
        let list = if is_toml { Self::read_toml(text) } else { Self::read_table(text) }?;
        if list.rows.is_empty() { Err(ListError::Empty) } else { Ok(list) }
    }

    fn read_toml(text: &str) -> Result<Self, ListError> {
        let unreadable = |error: toml::de::Error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            ListError::Unreadable { line: before.matches('\n').count() as u64 + 1 }
        };
        let table: toml::Table = text.parse().map_err(unreadable)?;
        let sections = table.get("workspace").and_then(toml::Value::as_array).ok_or(ListError::Empty)?;
        let mut list = Self { omitted: sections.len().saturating_sub(MAX_ROWS), ..Self::default() };
        for section in sections.iter().take(MAX_ROWS).filter_map(toml::Value::as_table) {
            let mut row = Listed::default();
            for (key, value) in section {
                match Column::of(key) {
                    Some(column) => row.set(column, value.as_str().unwrap_or(&value.to_string()).trim()),
                    None => list.ignore(key),
                }
            }
            list.rows.push(row);
        }
        Ok(list)
    }

    fn read_table(text: &str) -> Result<Self, ListError> {
        // Spreadsheets name the separator in a line of its own.
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let named = first.trim_end_matches('\r').strip_prefix("sep=").map(str::as_bytes);
        let (delimiter, text) = match named {
            Some(&[named]) if named.is_ascii() => (named, rest),
            Some(_) | None => (delimiter(text), text),
        };
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .trim(Trim::All)
            .from_reader(text.as_bytes());
        let mut records = reader.records().filter(|record| !record.as_ref().is_ok_and(is_blank));
        let Some(first) = records.next() else { return Err(ListError::Empty) };
        let first = first.map_err(|error| unreadable(&error))?;
        let mut list = Self::default();
        let mut columns: Vec<Option<Column>> = first.iter().map(Column::of).collect();
        let has_headings = columns.contains(&Some(Column::Address));
        if has_headings {
            for (heading, _) in
                first.iter().zip(&columns).filter(|(heading, column)| column.is_none() && !heading.is_empty())
            {
                list.ignore(heading);
            }
        } else if first.len() == 1 {
            columns = vec![Some(Column::Address)];
        } else {
            return Err(ListError::NoAddressColumn);
        }
        for record in (!has_headings).then_some(Ok(first)).into_iter().chain(records) {
            let record = record.map_err(|error| unreadable(&error))?;
            if list.rows.len() == MAX_ROWS {
                list.omitted += 1;
                continue;
            }
            let mut row = Listed::default();
            for (text, column) in record.iter().zip(&columns) {
                column.iter().for_each(|column| row.set(*column, text));
            }
            list.rows.push(row);
        }
        Ok(list)
    }

    fn ignore(&mut self, column: &str) {
        let column = if holds_token(column) { Label::new("…") } else { Label::new(column) };
        if !self.ignored.contains(&column) {
            self.ignored.push(column);
        }
    }
}

fn is_blank(record: &StringRecord) -> bool {
    record.iter().all(str::is_empty)
}

fn unreadable(error: &csv::Error) -> ListError {
    ListError::Unreadable { line: error.position().map_or(1, csv::Position::line) }
}

/// The separator that is most frequent in the first line, outside of quotes.
fn delimiter(text: &str) -> u8 {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut is_quoted = false;
    let mut counts = [(b'\t', 0), (b';', 0), (b',', 0)];
    for byte in line.bytes() {
        is_quoted ^= byte == b'"';
        counts.iter_mut().filter(|(delimiter, _)| !is_quoted && *delimiter == byte).for_each(|(_, count)| *count += 1);
    }
    // `max_by_key` returns the last of equal ones.
    counts.into_iter().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| delimiter)
}

impl From<ListError> for Failure {
    fn from(error: ListError) -> Self {
        let hint = "Use a table whose first line names the columns: address, name, user id, token, group.";
        Self::new(FailureCode::BadList, format!("this is not a list of workspaces: {error}"), hint)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TOKEN: &str = "Zp8fQ2mVx7Rk1TtYw3Bn6Lc9Hs0Jd4Ga5Ue8Io2Xq7";

    fn rows(text: &str) -> Vec<[String; 4]> {
        let token = |row: &Listed| row.token.as_ref().map(|token| token.expose().to_owned()).unwrap_or_default();
        let list = List::read(text).unwrap();
        list.rows.iter().map(|row| [row.name.clone(), row.address.clone(), row.user_id.clone(), token(row)]).collect()
    }

    #[test]
    fn tables_are_read_with_every_delimiter_heading_and_quote() {
        let expected = [["Acme, Ltd", "chat.acme.example", "u1", TOKEN], ["", "https://b.example/team", "", ""]];
        for text in [
            format!(
                "name,address,user_id,token\n\"Acme, Ltd\",chat.acme.example,u1,{TOKEN}\n,https://b.example/team,,\n"
            ),
            format!(
                "\u{feff}Name;Adresse;Benutzer-ID;Token\r\n\"Acme, Ltd\"; chat.acme.example ;u1;{TOKEN}\r\n\r\n;https://b.example/team\r\n"
            ),
            format!(
                "X-User-Id\tURL\tNome\tX-Auth-Token\nu1\tchat.acme.example\tAcme, Ltd\t{TOKEN}\n\thttps://b.example/team\t\t\n"
            ),
            format!(
                "[[workspace]]\nname = \"Acme, Ltd\"\nurl = \"chat.acme.example\"\nuser_id = \"u1\"\ntoken = \"{TOKEN}\"\n\n[[workspace]]\nurl = \"https://b.example/team\"\n"
            ),
        ] {
            assert_eq!(rows(&text), expected, "{text}");
        }
        assert_eq!(rows("sep=;\r\nname;address\r\nA, B;a.example\r\n"), [["A, B", "a.example", "", ""]]);
        assert_eq!(rows("[[ workspace ]]\nurl = \"a.example\"\n"), [["", "a.example", "", ""]]);
        assert_eq!(rows("chat.acme.example\n\n b.example \n").len(), 2, "one address per line");
    }

    #[test]
    fn details_come_along_and_other_columns_are_named() {
        let text = "url;owner;Vertragsnr.;Kosten;Währung;E-Mail;Group;Password;Allow HTTP\n\
                    http://a.example;Facilities;C-1;12.400,50;EUR;a@b.example;Customers;secret;yes\n";
        let list = List::read(text).unwrap();
        let Listed { details, group, allow_http, .. } = &list.rows[0];
        let text = |text: &str| Some(text.to_owned());
        let expected = DetailsEntry {
            owner: text("Facilities"),
            contract: text("C-1"),
            cost: text("12.400,50"),
            currency: text("EUR"),
            note: None,
            contact: text("a@b.example"),
        };
        assert_eq!((details, group.as_str(), *allow_http), (&expected, "Customers", true));
        assert_eq!(list.ignored, [Label::new("Password")], "passwords are not read");
    }

    #[test]
    fn a_token_in_another_column_is_dropped() {
        let list = List::read(&format!("address,owner,{TOKEN}\na.example,{TOKEN},x\n{TOKEN},,\n")).unwrap();
        assert_eq!((list.rows[0].misplaced, list.rows[1].misplaced), (Some("owner"), Some("address")));
        assert!(!format!("{list:?}").contains(TOKEN), "{list:?}");
    }

    #[test]
    fn only_so_many_rows_are_read() {
        let all = |rows: usize| format!("address\n{}", "a.example\n".repeat(rows));
        for (rows, omitted) in [(MAX_ROWS, 0), (MAX_ROWS + 7, 7)] {
            let list = List::read(&all(rows)).unwrap();
            assert_eq!((list.rows.len(), list.omitted), (MAX_ROWS, omitted));
        }
    }

    #[test]
    fn what_is_not_a_list_is_refused_without_repeating_it() {
        let refused = |text: &str| List::read(text).unwrap_err();
        assert_eq!([refused(""), refused("\u{feff} \n\n"), refused("address,name\n")], [const { ListError::Empty }; 3]);
        assert_eq!(refused(&format!("Acme,{TOKEN}\n")), ListError::NoAddressColumn);
        assert_eq!(
            refused(&format!("[[workspace]]\nurl = \"a.example\"\ntoken = {TOKEN}\n")),
            ListError::Unreadable { line: 3 }
        );
        assert_eq!(refused(&"a".repeat(MAX_SIZE + 1)), ListError::TooLarge);
    }

    proptest! {
        #[test]
        fn no_text_is_a_panic(text in "(?s).{0,400}", heading in r"(address|url|\[\[workspace\]\])?") {
            let _ = List::read(&format!("{heading}{text}"));
        }
    }
}
