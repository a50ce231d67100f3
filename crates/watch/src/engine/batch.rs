//! Adding many workspaces at once. There is at most one batch at a time, and its tokens are in memory only.

use std::time::Duration;

use futures_util::future::join_all;
use license::Label;
use rocketchat::{Address, Credentials, Error, Icon, InsecureHttp, Route, Token, UserId};
use tokio_util::sync::CancellationToken;

use super::{
    Engine, EngineEvent,
    addition::Addition,
    groups::NewGroups,
    lock,
    probe::{self, CheckResult, Found},
};
use crate::{
    batch::{BatchId, BatchRowEdit, BatchRowView, BatchView, List, Listed, RowState},
    failure::Failure,
    workspace::{Credential, Workspace, WorkspaceId, details::WorkspaceDetails, groups::GroupName},
};

/// How long the check of one row may take, with all of its requests.
const ROW_TIMEOUT: Duration = Duration::from_secs(60);

/// How long a batch, and the tokens in it, are kept after its last use.
const BATCH_TIMEOUT: Duration = Duration::from_secs(30 * 60);

/// A batch, with its tokens.
pub(super) struct Batch {
    id: BatchId,
    rows: Vec<Row>,
    ignored_columns: Vec<Label>,
    omitted: usize,
    /// Cancelled to stop the checks that are running.
    stop: CancellationToken,
    last_use: tokio::time::Instant,
}

struct Row {
    listed: Listed,
    state: RowState,
    /// What the check found, for a row that can be added.
    found: Option<Checked>,
}

/// A row that can be added.
struct Checked {
    workspace: Workspace,
    /// The token and what it can see; `None` if there is nothing to sign in with.
    signed_in: Option<(Token, Found, Option<Icon>)>,
}

impl Row {
    fn view(&self) -> BatchRowView {
        let Listed { address, name, user_id, token, group, details, allow_http, .. } = &self.listed;
        let checked = self.found.as_ref().map(|found| &found.workspace);
        BatchRowView {
            address: checked.map_or_else(|| Label::new(address).to_string(), |workspace| workspace.address.to_string()),
            name: checked.map_or_else(|| Label::new(name).to_string(), |workspace| workspace.name.to_string()),
            user_id: Label::new(user_id).to_string(),
            has_token: token.is_some(),
            group: Label::new(group).to_string(),
            details: details.clone(),
            allow_http: *allow_http,
            state: self.state.clone(),
        }
    }
}

impl Batch {
    fn view(&self) -> BatchView {
        BatchView {
            id: self.id,
            rows: self.rows.iter().map(Row::view).collect(),
            ignored_columns: self.ignored_columns.iter().map(ToString::to_string).collect(),
            omitted: self.omitted,
        }
    }
}

impl Engine {
    /// Reads a list of workspaces to add. Replaces an earlier batch. Nothing is sent anywhere.
    ///
    /// # Errors
    /// [`crate::FailureCode::BadList`] if it is not a list.
    pub async fn read_batch(&self, text: &str) -> Result<BatchView, Failure> {
        let List { rows, ignored, omitted } = List::read(text)?;
        let row = |listed| Row { listed, state: RowState::Waiting, found: None };
        let batch = Batch {
            id: BatchId::random(),
            rows: rows.into_iter().map(row).collect(),
            ignored_columns: ignored,
            omitted,
            stop: CancellationToken::new(),
            last_use: tokio::time::Instant::now(),
        };
        let view = batch.view();
        if let Some(before) = lock(&self.0.batch).replace(batch) {
            before.stop.cancel();
        }
        self.expire_batch(view.id);
        Ok(view)
    }

    /// Forgets a batch, and the tokens in it, once it was not used for long.
    fn expire_batch(&self, id: BatchId) {
        let engine = self.clone();
        tokio::spawn(async move {
            while let Ok(last_use) = engine.peek_batch(id, |batch| batch.last_use) {
                match last_use.elapsed() < BATCH_TIMEOUT {
                    true => tokio::time::sleep_until(last_use + BATCH_TIMEOUT).await,
                    false => engine.close_batch(id),
                }
            }
        });
    }

    /// The current batch; `None` if there is none.
    pub fn batch(&self) -> Option<BatchView> {
        lock(&self.0.batch).as_ref().map(Batch::view)
    }

    /// Changes a row. It waits for a check afterwards.
    ///
    /// # Errors
    /// [`crate::FailureCode::BatchGone`] if there is no such row.
    pub fn edit_batch_row(&self, id: BatchId, row: usize, edit: BatchRowEdit) -> Result<BatchView, Failure> {
        self.with_batch(id, |batch| {
            let row = batch.rows.get_mut(row).filter(|row| !matches!(row.state, RowState::Added { .. }));
            let row = row.ok_or_else(Failure::batch_gone)?;
            row.listed.edit(edit);
            (row.state, row.found) = (RowState::Waiting, None);
            Ok(batch.view())
        })?
    }

    /// Checks rows live, in [`Turns`](crate::schedule::turns::Turns), and returns when all are done or the check was stopped.
    /// Nothing is stored.
    ///
    /// # Errors
    /// [`crate::FailureCode::BatchGone`] if there is no such batch.
    pub async fn check_batch(&self, id: BatchId, rows: &[usize]) -> Result<BatchView, Failure> {
        let stop = self.with_batch(id, |batch| batch.stop.clone())?;
        // Only those whose turn it is take the memory of a check.
        let check = |row: &usize| {
            let row = *row;
            self.0.turns.take(async move { Box::pin(self.check_row(id, row)).await })
        };
        let all = join_all(rows.iter().map(check));
        let is_complete = stop.run_until_cancelled(all).await.is_some();
        self.with_batch(id, |batch| {
            if !is_complete {
                batch
                    .rows
                    .iter_mut()
                    .filter(|row| row.state == RowState::Checking)
                    .for_each(|row| row.state = RowState::Waiting);
            }
            batch.view()
        })
    }

    /// Stops the checks that are running. What they have found out stays.
    ///
    /// # Errors
    /// [`crate::FailureCode::BatchGone`] if there is no such batch.
    pub fn stop_batch(&self, id: BatchId) -> Result<(), Failure> {
        self.with_batch(id, |batch| std::mem::take(&mut batch.stop).cancel())
    }

    /// Forgets a batch with its tokens.
    pub fn close_batch(&self, id: BatchId) {
        let mut batch = lock(&self.0.batch);
        if let Some(closed) = batch.take_if(|batch| batch.id == id) {
            closed.stop.cancel();
        }
    }

    /// Adds those of the rows that can be added, each with its group, all or none, and forgets their tokens.
    ///
    /// # Errors
    /// [`crate::FailureCode::BatchGone`] if there is no such batch. That a row cannot be added is its state.
    pub async fn add_batch(&self, id: BatchId, rows: &[usize]) -> Result<BatchView, Failure> {
        let taken = self.with_batch(id, |batch| {
            let take = |row: &usize| {
                let taken = batch.rows.get_mut(*row)?;
                Some((*row, taken.found.take()?, taken.listed.group.clone()))
            };
            rows.iter().filter_map(take).collect::<Vec<_>>()
        })?;
        let mut groups = NewGroups::beside(self.arrangement()?.groups);
        let (mut additions, mut added) = (Vec::<Addition>::new(), Vec::new());
        for (row, Checked { workspace, signed_in }, group) in taken {
            // It may have been added since the check.
            match self.check_new(&workspace, additions.iter().map(|addition| &addition.workspace)) {
                Ok(()) => {
                    let (signed_in, icon) = signed_in.map(|(token, found, icon)| ((token, Some(found)), icon)).unzip();
                    added.push((row, workspace.id, icon.flatten()));
                    let group = GroupName::try_from(group).ok().map(|name| groups.called(name));
                    additions.push(Addition { workspace, group, signed_in });
                }
                Err(failure) => self.end_row(id, row, RowState::Failed { failure })?,
            }
        }
        let stored = self.store_new(groups.new, additions).await;
        for (row, workspace, icon) in added {
            let state = match &stored {
                Ok(()) => {
                    self.save_icon(workspace, icon.as_ref())?;
                    RowState::Added { id: workspace }
                }
                Err(failure) => RowState::Failed { failure: failure.clone() },
            };
            self.end_row(id, row, state)?;
        }
        self.reload_group_reminders()?;
        self.emit(EngineEvent::GroupsChanged);
        self.with_batch(id, |batch| batch.view())
    }

    /// Sets the final state of a row, and forgets its token.
    fn end_row(&self, id: BatchId, row: usize, state: RowState) -> Result<(), Failure> {
        self.with_row(id, row, |row| {
            row.listed.token = None;
            row.state = state;
        })
    }

    async fn check_row(&self, id: BatchId, row: usize) {
        let Ok(Some(listed)) = self.with_row(id, row, |row| {
            if matches!(row.state, RowState::Added { .. }) {
                return None;
            }
            (row.state, row.found) = (RowState::Checking, None);
            Some(row.listed.clone())
        }) else {
            return;
        };
        let host = Label::new(&listed.address).to_string();
        let checked = match tokio::time::timeout(ROW_TIMEOUT, self.check_listed(listed)).await {
            Ok(checked) => checked,
            Err(_) => Err(Error::Timeout { host, seconds: ROW_TIMEOUT.as_secs() }.into()),
        };
        let (state, found) = match checked {
            Ok(checked) => match self.duplicate_of(id, row, &checked) {
                Some(name) => (RowState::Duplicate { name }, None),
                None if checked.signed_in.is_some() => (RowState::Ready, Some(checked)),
                None => (RowState::NeedsSignIn, Some(checked)),
            },
            Err(failure) => (RowState::Failed { failure }, None),
        };
        let _ = self.with_row(id, row, |row| {
            // It may have been edited during the check.
            if row.state == RowState::Checking {
                (row.state, row.found) = (state, found);
            }
        });
    }

    /// Checks what a row says against the server at its address.
    async fn check_listed(&self, listed: Listed) -> Result<Checked, Failure> {
        let Listed { address, name, user_id, token, details, allow_http, misplaced, group: _ } = listed;
        if let Some(column) = misplaced {
            return Err(Failure::misplaced_token(column));
        }
        let plain = if allow_http { InsecureHttp::Allowed } else { InsecureHttp::Refused };
        let id = WorkspaceId::random();
        let mut workspace = Workspace {
            id,
            name: Label::new(&name),
            address: Address::parse(&address, InsecureHttp::Allowed)?,
            user_id: UserId::new(&user_id),
            account: None,
            plain,
            route: Route::System,
            ca_pem: None,
            credential: Credential::None,
            token: id.into(),
            details: WorkspaceDetails::try_from(details)?,
        };
        workspace.address = self.locate(workspace.address, plain, &rocketchat::Network::default()).await?.0;
        let client = self.client(&workspace)?;
        if workspace.name.is_empty() {
            let host = || Label::new(workspace.address.host());
            workspace.name = probe::site_name(&client).await.filter(|name| !name.is_empty()).unwrap_or_else(host);
        }
        let token = match token {
            // There is nothing to ask a server for a duplicate.
            Some(token) if !user_id.is_empty() && self.reject_duplicate(&workspace).is_ok() => token,
            Some(_) | None => return Ok(Checked { workspace, signed_in: None }),
        };
        workspace.credential = Credential::PersonalAccessToken;
        let credentials = Credentials { user_id: workspace.user_id.clone(), token };
        let CheckResult { account, found } = self.check(&workspace, &credentials).await?;
        let icon = probe::icon(&client).await;
        workspace.account = account;
        Ok(Checked { workspace, signed_in: Some((credentials.token, found, icon)) })
    }

    /// The name of the workspace that a row would add again, here or in another row; `None` if it is new. Where one
    /// of the two has no user, any at the same address are the same, whichever comes first.
    fn duplicate_of(&self, id: BatchId, row: usize, checked: &Checked) -> Option<String> {
        let new = &checked.workspace;
        let is_same = |other: &Workspace| {
            let has_no_user = |workspace: &Workspace| workspace.user_id.as_str().is_empty();
            other.address == new.address && (other.user_id == new.user_id || has_no_user(other) || has_no_user(new))
        };
        let here = self
            .cache()
            .entries()
            .iter()
            .map(|entry| &entry.workspace)
            .find(|other| is_same(other))
            .map(|other| other.name.to_string());
        here.or_else(|| {
            let batch = lock(&self.0.batch);
            let rows = batch.as_ref().filter(|batch| batch.id == id)?.rows.iter().enumerate();
            let others = rows.filter(|(other, _)| *other != row).filter_map(|(_, other)| other.found.as_ref());
            others.map(|other| &other.workspace).find(|other| is_same(other)).map(|other| other.name.to_string())
        })
    }

    fn with_batch<T>(&self, id: BatchId, change: impl FnOnce(&mut Batch) -> T) -> Result<T, Failure> {
        self.peek_batch(id, |batch| {
            batch.last_use = tokio::time::Instant::now();
            change(batch)
        })
    }

    /// Looks at a batch, which is no use of it.
    fn peek_batch<T>(&self, id: BatchId, look: impl FnOnce(&mut Batch) -> T) -> Result<T, Failure> {
        let mut batch = lock(&self.0.batch);
        Ok(look(batch.as_mut().filter(|batch| batch.id == id).ok_or_else(Failure::batch_gone)?))
    }

    /// Changes a row, and reports that.
    fn with_row<T: Default>(&self, id: BatchId, row: usize, change: impl FnOnce(&mut Row) -> T) -> Result<T, Failure> {
        let changed = self.with_batch(id, |batch| batch.rows.get_mut(row).map(change).unwrap_or_default());
        self.emit(EngineEvent::AddBatchChanged);
        changed
    }
}
