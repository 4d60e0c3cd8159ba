//! `#[debug_handler]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Error, FnArg, ItemFn, Result, ReturnType, Type};

/// Adds a check for each argument, for the result and for the future, at their own places in the source.
pub(crate) fn expand(item: &ItemFn) -> Result<TokenStream> {
    if item.sig.asyncness.is_none() {
        return Err(Error::new_spanned(item.sig.fn_token, "a handler is an `async fn`"));
    }
    if !item.sig.generics.params.is_empty() {
        return Err(Error::new_spanned(
            &item.sig.generics,
            "a generic function cannot be checked: take the attribute off",
        ));
    }
    if item.sig.inputs.len() > 12 {
        return Err(Error::new_spanned(
            &item.sig.inputs,
            "a handler has at most twelve arguments: gather some in a struct that derives `FromCtx`",
        ));
    }
    let name = &item.sig.ident;
    let (mut checks, mut names, mut types) = (Vec::new(), Vec::new(), Vec::new());
    let last = item.sig.inputs.len().saturating_sub(1);
    for (number, argument) in item.sig.inputs.iter().enumerate() {
        let FnArg::Typed(argument) = argument else {
            return Err(Error::new_spanned(
                argument,
                "a handler has no `self`: capture it in a closure instead",
            ));
        };
        let ty = &*argument.ty;
        names.push(format_ident!("argument_{number}"));
        types.push(ty);
        if number == last && is_next(ty) {
            continue;
        }
        checks.push(quote_spanned! {ty.span()=>
            is_extractor::<#ty>();
        });
    }
    if let ReturnType::Type(_, ty) = &item.sig.output
        && !matches!(**ty, Type::ImplTrait(_))
    {
        checks.push(quote_spanned! {ty.span()=>
            is_outcome::<#ty>();
        });
    }
    let send = quote_spanned! {name.span()=> is_send(#name(#(#names),*)) };
    Ok(quote! {
        #item

        #[allow(dead_code, unused_qualifications, clippy::all, clippy::pedantic)]
        const _: () = {
            fn is_extractor<T: ::chappe::extract::FromCtx>() {}
            fn is_outcome<T: ::chappe::IntoOutcome>() {}
            fn is_send<T: ::core::marker::Send>(_: T) {}

            fn signature() {
                #(#checks)*
            }

            fn future(#(#names: #types),*) {
                #send
            }
        };
    })
}

/// Whether the argument is what makes a handler a middleware.
fn is_next(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    path.path.segments.last().is_some_and(|segment| segment.ident == "Next")
}
