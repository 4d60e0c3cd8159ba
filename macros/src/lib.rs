//! Procedural macros of [chappe](https://docs.rs/chappe), which re-exports them.

mod debug_handler;
mod from_ctx;

use proc_macro::TokenStream;

/// Makes a struct of extractors an extractor: a custom context.
///
/// Every field is extracted in turn; the first that passes or fails decides for the struct. What the fields need is
/// what the struct needs, so the preflight sees through it.
///
/// # Example
/// ```
/// use chappe::prelude::*;
///
/// #[derive(Clone)]
/// struct Config { admin: UserId }
///
/// #[derive(FromCtx)]
/// struct MyCtx {
///     ctx: Ctx,
///     config: Flavor<Config>,
///     text: Option<Text>,
/// }
///
/// impl MyCtx {
///     fn is_admin(&self) -> bool {
///         self.ctx.from_id() == Some(self.config.admin)
///     }
/// }
///
/// async fn secret(my: MyCtx) -> &'static str {
///     if my.is_admin() { "yes" } else { "no" }
/// }
/// # let _ = Router::new().command("secret", secret);
/// ```
#[proc_macro_derive(FromCtx)]
pub fn derive_from_ctx(item: TokenStream) -> TokenStream {
    from_ctx::expand(&syn::parse_macro_input!(item)).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// Has the compiler say which argument of a handler is no extractor, what about its result is wrong, or what keeps its
/// future from being `Send`. It is for middleware functions too, whose last argument is `Next`.
///
/// It adds checks that cost nothing at run time; leave it there, or take it off when the function compiles.
///
/// # Example
/// ```
/// use chappe::prelude::*;
///
/// #[chappe::debug_handler]
/// async fn hello(ctx: Ctx, text: Option<Text>) -> &'static str {
///     "hello"
/// }
/// ```
#[proc_macro_attribute]
pub fn debug_handler(_: TokenStream, item: TokenStream) -> TokenStream {
    debug_handler::expand(&syn::parse_macro_input!(item))
        .unwrap_or_else(|error| error.to_compile_error())
        .into()
}
