//! The desktop's own workspaces: its store, and the keyring that holds their tokens.

use ipc::paths;
use rocketchat::Bounds;
use watch::{
    Engine, Store, Vault,
    engine::Parts,
    i18n::language::Language,
    present::report::whole_seconds,
    store::Damage,
    vault::{self, SessionMemory, VaultError},
};

use crate::{context::Context, error::CommandError, output};

/// An engine on the desktop's store that never needs a token: for cached data. Where nothing can be written, it is read
/// all the same.
pub(crate) fn without_keyring(context: &Context) -> Result<Engine, CommandError> {
    let folder = paths::data_dir()?;
    let open = Store::open(&folder, context.clock.now());
    let store = open.or_else(|error| Store::open_to_read(&folder).map_err(|_| error))?;
    engine(context, store, Box::new(SessionMemory::default()))
}

/// An engine on the desktop's store and the system's keyring; or, if the keyring is not open, the reason. Waits for it
/// for at most a minute. The store is not touched before.
pub(crate) async fn with_keyring(context: &Context) -> Result<Result<Engine, VaultError>, CommandError> {
    let opened = tokio::task::spawn_blocking(vault::open_now).await;
    match opened.map_err(|_| CommandError::Internal("could not access the keyring".to_owned()))? {
        Err(error) => Ok(Err(error)),
        Ok(vault) => {
            let store = Store::open(&paths::data_dir()?, context.clock.now())?;
            let engine = engine(context, store, vault)?;
            engine.delete_unused_tokens().await;
            Ok(Ok(engine))
        }
    }
}

fn engine(context: &Context, store: Store, vault: Box<dyn Vault>) -> Result<Engine, CommandError> {
    if let Some(Damage { set_aside, copy_of }) = store.damage() {
        let restored = match copy_of {
            Some(at) => format!("it was restored from a copy of {}", whole_seconds(*at)),
            None => "there was no copy to restore it from".to_owned(),
        };
        output::note(&format!(
            "the store was damaged: {restored}. The damaged file is kept as {}",
            set_aside.display()
        ));
    }
    Ok(Engine::new(Parts {
        store,
        vault,
        clock: context.clock.clone(),
        zone: context.zone.clone(),
        system_language: Language::English,
        bounds: Bounds::default(),
        notifier: None,
    })?)
}
