//! `#[debug_handler]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Error, FnArg, ItemFn, Result, ReturnType};

/// Adds a check for each argument and for the result, at their own places in the source.
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
    let mut checks = Vec::new();
    for (number, argument) in item.sig.inputs.iter().enumerate() {
        let FnArg::Typed(argument) = argument else {
            return Err(Error::new_spanned(
                argument,
                "a handler has no `self`: capture it in a closure instead",
            ));
        };
        let ty = &argument.ty;
        let check = format_ident!("argument_{number}");
        checks.push(quote_spanned! {ty.span()=>
            fn #check() where #ty: ::chappe::extract::FromCtx {}
        });
    }
    if let ReturnType::Type(_, ty) = &item.sig.output {
        checks.push(quote_spanned! {ty.span()=>
            fn result() where #ty: ::chappe::IntoOutcome {}
        });
    }
    Ok(quote! {
        #item

        #[allow(dead_code, unused_qualifications)]
        const _: () = {
            #(#checks)*
        };
    })
}
