//! `#[derive(FromCtx)]`: contexts of one's own.

use chappe::extract::{From, Rejection};
use chappe::prelude::*;

use crate::support::{bot, ctx, message, message_with, update};

#[derive(Clone, Debug, PartialEq)]
struct Config(&'static str);

#[derive(FromCtx)]
struct Named {
    ctx: Ctx,
    text: Option<Text>,
    config: Flavor<Config>,
}

#[derive(FromCtx)]
struct Tuple(Ctx, Flavor<Config>);

#[derive(FromCtx)]
struct Unit;

#[derive(FromCtx)]
struct Generic<T, const N: usize>
where
    T: Clone,
{
    inner: T,
    many: Many<N>,
}

#[derive(FromCtx)]
struct Many<const N: usize>(Bot);

#[derive(FromCtx)]
struct OfFlavor<T: Clone + Send + Sync + 'static>(Flavor<T>);

#[derive(FromCtx)]
struct Nested {
    named: Named,
    unit: Unit,
    generic: Generic<Text, 3>,
}

/// The fields come from the macro's caller, the struct from the macro.
macro_rules! context {
    ($name:ident { $($field:ident: $ty:ty),* }) => {
        #[derive(FromCtx)]
        struct $name {
            $($field: $ty,)*
        }
    };
}

context!(FromMacro { ctx: Ctx, from: From });

fn configured(text: &str) -> Ctx {
    let ctx = ctx(message(text));
    ctx.insert(Config("on"));
    ctx
}

#[tokio::test]
async fn named_fields() {
    let named = Named::from_ctx(&configured("hi")).await.expect("all is there");
    assert_eq!((named.ctx.text(), named.text.as_deref(), named.config.0.0), (Some("hi"), Some("hi"), "on"));
}

#[tokio::test]
async fn fields_without_names() {
    let Tuple(ctx, Flavor(config)) = Tuple::from_ctx(&configured("hi")).await.expect("all is there");
    assert_eq!((ctx.text(), config), (Some("hi"), Config("on")));
}

#[tokio::test]
async fn no_fields() {
    assert!(Unit::from_ctx(&ctx(message("hi"))).await.is_ok());
}

#[tokio::test]
async fn type_and_constant_parameters() {
    let generic = Generic::<Text, 2>::from_ctx(&ctx(message("hi"))).await.expect("all is there");
    let Many::<2>(bot) = generic.many;
    assert_eq!(bot.id(), UserId(42));
    assert_eq!(&*generic.inner, "hi");
}

#[tokio::test]
async fn a_parameter_that_is_no_extractor_itself() {
    let of_flavor = OfFlavor::<Config>::from_ctx(&configured("hi")).await.expect("all is there");
    assert_eq!(of_flavor.0.0, Config("on"));
}

#[tokio::test]
async fn structs_within_structs() {
    let nested = Nested::from_ctx(&configured("hi")).await.expect("all is there");
    let Unit = nested.unit;
    assert_eq!((&*nested.generic.inner, nested.named.ctx.text()), ("hi", Some("hi")));
}

#[tokio::test]
async fn fields_from_a_macro() {
    let made = FromMacro::from_ctx(&ctx(message("hi"))).await.expect("all is there");
    assert_eq!((made.ctx.text(), made.from.first_name.as_str()), (Some("hi"), "Alice"));
}

#[tokio::test]
async fn a_field_that_passes_passes() {
    let photo = ctx(update("message", message_with(serde_json::json!({}))));
    assert!(matches!(Generic::<Text, 1>::from_ctx(&photo).await, Err(Rejection::Pass)));
}

#[tokio::test]
async fn a_field_that_is_missing_names_its_flavor() {
    let rejection = Named::from_ctx(&ctx(message("hi"))).await.err().expect("the flavor is missing");
    assert!(matches!(rejection, Rejection::Missing { flavor, .. } if flavor.ends_with("Config")));
}

#[tokio::test]
async fn what_fields_need_the_preflight_sees() {
    async fn handler(_: Nested) {}
    let mut router: Router = Router::new().any(handler);
    let report = chappe::preflight::run(&bot(), &mut router).await;
    let flavors: Vec<&str> = report.missing.iter().map(|missing| missing.flavor).collect();
    assert_eq!(flavors, ["extract::derived::Config"]);
}
