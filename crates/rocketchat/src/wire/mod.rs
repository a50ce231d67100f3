//! Decoding the answers of servers: lenient in what it reads, strict in what it makes of it.
//!
//! An unknown field is ignored, an unknown module or behavior is kept; a broken optional field is left out with a
//! [`license::Remark`]; a broken body is an error.

mod date_text;
pub mod facts;
pub mod field;
pub mod get;
pub mod info;
pub mod key;
mod limits;
pub mod login;
pub mod refusal;
pub mod server;
pub mod support;
pub mod time;
mod v2;
mod v3;

use license::{Label, Module, ModuleId, ModuleState, Tag};
use serde_json::Value;

use field::Fields;

/// The tags of a license: objects with a name and, usually, a color.
fn tags(list: &[Value], at: &Fields<'_>) -> Vec<Tag> {
    list.iter().take(field::MOST).filter_map(|item| tag(&at.of("tags", item))).collect()
}

/// One tag; `None` without a name.
fn tag(fields: &Fields<'_>) -> Option<Tag> {
    let name = fields.text("name").filter(|name| !name.is_empty())?;
    Some(Tag { name, color: fields.color("color") })
}

/// The names of modules in a list of strings, or of objects with one.
fn module_names(list: &[Value]) -> Vec<ModuleId> {
    let name = |item: &Value| item.as_str().or_else(|| item.get("module")?.as_str()).map(ModuleId::new);
    list.iter().take(field::MOST).filter_map(name).filter(|id| !id.as_str().is_empty()).collect()
}

/// The modules that a license grants, each with its state; those that are active without being granted come last. A bundle
/// is left out where the server lists its modules by name.
fn modules(granted: Vec<Module>, active: Option<&[ModuleId]>) -> Vec<Module> {
    let mut modules: Vec<Module> = Vec::with_capacity(granted.len());
    for module in granted {
        if modules.iter().all(|known| known.id != module.id) {
            modules.push(module);
        }
    }
    for module in &mut modules {
        module.state = match active {
            None => ModuleState::Unstated,
            Some(active) if active.contains(&module.id) => ModuleState::Active,
            // It stands for modules that this server does not list.
            Some(_) if module.id.bundle().is_some() => ModuleState::Unstated,
            Some(_) => ModuleState::Inactive,
        };
    }
    for id in active.unwrap_or_default() {
        if modules.iter().all(|known| known.id != *id) {
            let external = id.as_str().contains('.');
            modules.push(Module { id: id.clone(), state: ModuleState::Active, external });
        }
    }
    let is_bundle = |module: &Module| module.id.bundle().is_some();
    if modules.iter().any(|module| module.state == ModuleState::Active && !is_bundle(module)) {
        modules.retain(|module| !is_bundle(module));
    }
    modules
}

/// The name of the plan: the first tag, or the name of a bundle among the modules, or else by the kind of license.
fn plan(tags: &[Tag], modules: &[Module], trial: bool) -> Label {
    let bundle = || {
        modules.iter().find_map(|module| module.id.bundle()).map(|plan| match plan {
            "" => "Enterprise".to_owned(),
            plan => {
                let mut letters = plan.chars();
                letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
            }
        })
    };
    let by_kind = || if trial { "Trial" } else { "Premium" };
    match tags.first() {
        Some(tag) => tag.name.clone(),
        None => Label::new(&bundle().unwrap_or_else(|| by_kind().to_owned())),
    }
}
