//! `#[derive(FromCtx)]`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Data, DeriveInput, Error, Fields, Result};

/// Extracts the fields in turn.
pub(crate) fn expand(item: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &item.data else {
        return Err(Error::new_spanned(
            &item.ident,
            "`FromCtx` is derived for structs: each field is an extractor",
        ));
    };
    let name = &item.ident;
    let types: Vec<_> = data.fields.iter().map(|field| &field.ty).collect();
    // One name in all places, also where the fields come from a `macro_rules!`.
    let ctx = Ident::new("ctx", Span::call_site());
    let extract = data.fields.iter().map(|field| {
        let ty = &field.ty;
        // Of the macro, so that clippy leaves it alone, but told at the field.
        let span = Span::mixed_site().located_at(ty.span());
        quote_spanned! {span=>
            <#ty as ::chappe::extract::FromCtx>::from_ctx(#ctx).await.map_err(::core::convert::Into::<::chappe::extract::Rejection>::into)?
        }
    });
    let build = match &data.fields {
        Fields::Named(fields) => {
            let names = fields.named.iter().map(|field| &field.ident);
            quote!(Self { #(#names: #extract),* })
        }
        Fields::Unnamed(_) => quote!(Self(#(#extract),*)),
        Fields::Unit => quote!(Self),
    };
    let mut generics = item.generics.clone();
    let own: Vec<_> = item.generics.type_params().map(|param| param.ident.clone()).collect();
    if !own.is_empty() {
        let clause = generics.make_where_clause();
        for ty in &types {
            clause.predicates.push(syn::parse_quote!(#ty: ::chappe::extract::FromCtx));
        }
        for param in own {
            clause.predicates.push(syn::parse_quote!(#param: ::core::marker::Send));
        }
    }
    let (params, arguments, clause) = generics.split_for_impl();
    Ok(quote! {
        #[automatically_derived]
        impl #params ::chappe::extract::FromCtx for #name #arguments #clause {
            type Rejection = ::chappe::extract::Rejection;

            async fn from_ctx(#ctx: &::chappe::Ctx) -> ::core::result::Result<Self, ::chappe::extract::Rejection> {
                let _ = #ctx;
                ::core::result::Result::Ok(#build)
            }

            fn needs(needs: &mut ::chappe::extract::Needs) {
                let _ = &needs;
                #(<#types as ::chappe::extract::FromCtx>::needs(needs);)*
            }
        }
    })
}
