//! Registration: how routes get into a router.

use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;
use std::panic::Location;
use std::sync::Arc;

use tower_layer::Layer;
use tower_service::Service;

use super::choice::Choice;
use super::route::{self, Endpoint, ErasedService, Key, Route, RouteService};
use super::{Inner, Router};
use crate::command::CommandPattern;
use crate::filter::{self, Filter, Pattern, Reaction, UpdateKinds};
use crate::handler::Handler;
use crate::middleware::MiddlewareFn;
use crate::types::ChatType;
use crate::{BoxError, Ctx, Outcome, Result};

impl Router {
    /// Routes a command: `/name` in a message or channel post. See [`CommandPattern`].
    ///
    /// # Panics
    /// Where the name cannot be a command.
    #[track_caller]
    pub fn command<T: 'static>(self, pattern: impl Into<CommandPattern>, handler: impl Handler<T>) -> Self {
        let pattern = pattern.into();
        let filter = filter::command_filter(pattern.clone());
        self.add(filter, Key::Command(pattern), Endpoint::Service(route::handler(handler)))
    }

    /// Routes messages and channel posts whose text or caption matches: equals a text, or is found by an expression.
    #[track_caller]
    pub fn hears<T: 'static>(self, pattern: impl Into<Pattern>, handler: impl Handler<T>) -> Self {
        let pattern = pattern.into();
        let filter = filter::text(pattern.clone());
        self.add(filter, Key::Text(pattern), Endpoint::Service(route::handler(handler)))
    }

    /// Routes clicks on inline buttons whose data matches.
    #[track_caller]
    pub fn callback<T: 'static>(self, pattern: impl Into<Pattern>, handler: impl Handler<T>) -> Self {
        let pattern = pattern.into();
        let filter = filter::callback(pattern.clone());
        self.add(filter, Key::Callback(pattern), Endpoint::Service(route::handler(handler)))
    }

    /// Routes what a filter takes: one of [`filter`](crate::filter), a [`query!`](crate::query), or several.
    #[track_caller]
    pub fn on<T: 'static>(self, filter: impl Into<Filter>, handler: impl Handler<T>) -> Self {
        self.add(filter.into(), Key::None, Endpoint::Service(route::handler(handler)))
    }

    /// Routes everything.
    #[track_caller]
    pub fn any<T: 'static>(self, handler: impl Handler<T>) -> Self {
        self.on(filter::any(), handler)
    }

    /// Routes reactions that were added.
    #[track_caller]
    pub fn reaction<T: 'static>(self, reaction: impl Into<Reaction>, handler: impl Handler<T>) -> Self {
        self.on(filter::reaction(reaction), handler)
    }

    /// Routes what happens in chats of a type.
    #[track_caller]
    pub fn chat_type<T: 'static>(self, kind: impl Into<ChatType>, handler: impl Handler<T>) -> Self {
        self.on(filter::chat_type(kind.into()), handler)
    }

    /// Routes clicks on the buttons of games by their short name.
    #[track_caller]
    pub fn game_query<T: 'static>(self, pattern: impl Into<Pattern>, handler: impl Handler<T>) -> Self {
        self.on(filter::game(pattern), handler)
    }

    /// Routes inline queries by their text.
    #[track_caller]
    pub fn inline_query<T: 'static>(self, pattern: impl Into<Pattern>, handler: impl Handler<T>) -> Self {
        self.on(filter::inline_query(pattern), handler)
    }

    /// Routes chosen inline results by their identifier.
    #[track_caller]
    pub fn chosen_inline_result<T: 'static>(
        self,
        pattern: impl Into<Pattern>,
        handler: impl Handler<T>,
    ) -> Self {
        self.on(filter::chosen_inline_result(pattern), handler)
    }

    /// Routes pre-checkout queries by their payload.
    #[track_caller]
    pub fn pre_checkout_query<T: 'static>(
        self,
        pattern: impl Into<Pattern>,
        handler: impl Handler<T>,
    ) -> Self {
        self.on(filter::pre_checkout_query(pattern), handler)
    }

    /// Routes shipping queries by their payload.
    #[track_caller]
    pub fn shipping_query<T: 'static>(self, pattern: impl Into<Pattern>, handler: impl Handler<T>) -> Self {
        self.on(filter::shipping_query(pattern), handler)
    }

    /// Routes what a filter takes to any service.
    #[track_caller]
    pub fn route_service<S>(self, filter: impl Into<Filter>, service: S) -> Self
    where
        S: Service<Ctx, Response = Outcome> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send + 'static,
    {
        self.add(filter.into(), Key::None, Endpoint::Service(route::service(service)))
    }

    /// Routes what a filter takes to a router; what that one passes, the next route here may have.
    #[track_caller]
    pub fn nest(self, filter: impl Into<Filter>, router: Router) -> Self {
        let endpoint = Endpoint::Router(router.kinds(), Arc::new(router));
        self.add(filter.into(), Key::None, endpoint)
    }

    /// Adds the routes of another router after those here.
    ///
    /// One with a state, a fallback, an error handler or middleware keeps them for its own routes.
    #[track_caller]
    pub fn merge(self, other: Router) -> Self {
        let Inner { routes, fallback: None, on_error: None, states, index: _ } = &*other.0 else {
            return self.nest(filter::any(), other);
        };
        let around = |route: &Route| matches!(route.endpoint, Endpoint::Middleware(_) | Endpoint::Fork(_));
        if !states.is_empty() || routes.iter().any(around) {
            return self.nest(filter::any(), other);
        }
        self.change(|inner| inner.routes.extend(other.0.routes.iter().cloned()))
    }

    /// Runs a function around all routes that are registered after it: [`Next`](crate::middleware::Next) is the rest.
    ///
    /// Where a layer is to be around the routes registered before, use [`layer`](Self::layer). A function that puts a
    /// flavor in is given as `from_fn(function).provides::<TheFlavor>()`, so that the [preflight](crate::preflight)
    /// knows.
    ///
    /// Where it does not run `Next`, the routes after it are not tried; nor where one of its extractors passes, so that
    /// a guard that asks for the sender lets no event through that has none.
    ///
    /// # Example
    /// ```
    /// use chappe::middleware::{Next, from_fn};
    /// use chappe::prelude::*;
    ///
    /// #[derive(Clone)]
    /// struct Locale(String);
    ///
    /// async fn locale(ctx: Ctx, next: Next) -> Result<Outcome> {
    ///     let code = ctx.from().and_then(|user| user.language_code.clone());
    ///     ctx.insert(Locale(code.unwrap_or_else(|| "en".to_owned())));
    ///     next.run(ctx).await
    /// }
    ///
    /// async fn hello(Flavor(Locale(code)): Flavor<Locale>) -> String {
    ///     format!("I speak {code} with you")
    /// }
    ///
    /// let router: Router =
    ///     Router::new().middleware(from_fn(locale).provides::<Locale>()).command("hello", hello);
    /// ```
    #[track_caller]
    pub fn middleware<T: 'static>(self, function: impl MiddlewareFn<T>) -> Self {
        self.add(filter::any(), Key::None, Endpoint::Middleware(route::middleware(function)))
    }

    /// Runs a handler beside all routes that are registered after it.
    #[track_caller]
    pub fn fork<T: 'static>(self, handler: impl Handler<T>) -> Self {
        self.add(filter::any(), Key::None, Endpoint::Fork(route::handler(handler)))
    }

    /// Ends what a filter takes here: no later route sees it.
    #[track_caller]
    pub fn drop(self, filter: impl Into<Filter>) -> Self {
        self.on(filter, async || Outcome::Done)
    }

    /// Routes each event by a router made for it.
    #[track_caller]
    pub fn lazy<F, Fut>(self, make: F) -> Self
    where
        F: Fn(Ctx) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Router>> + Send + 'static,
    {
        self.any(move |ctx: Ctx| {
            let router = make(ctx.clone());
            async move { Service::call(&mut router.await?, ctx).await }
        })
    }

    /// Routes each event by a key to one of several routers; an event without a key, or of an unknown one, passes.
    ///
    /// # Example
    /// ```
    /// use chappe::prelude::*;
    ///
    /// async fn hello() -> &'static str { "Hello" }
    /// async fn bonjour() -> &'static str { "Bonjour" }
    ///
    /// let router: Router = Router::new().route(
    ///     |ctx: &Ctx| ctx.from().and_then(|user| user.language_code.clone()),
    ///     [
    ///         ("en".to_owned(), Router::new().command("start", hello)),
    ///         ("fr".to_owned(), Router::new().command("start", bonjour)),
    ///     ],
    /// );
    /// ```
    #[track_caller]
    pub fn route<K: Eq + Hash + Send + Sync + 'static>(
        self,
        key: impl Fn(&Ctx) -> Option<K> + Send + Sync + 'static,
        routers: impl IntoIterator<Item = (K, Router)>,
    ) -> Self {
        let (mut numbers, mut all) = (HashMap::new(), Vec::new());
        for (key, router) in routers {
            numbers.insert(key, all.len());
            all.push(router);
        }
        let kinds = all.iter().fold(UpdateKinds::NONE, |kinds, router| kinds | router.kinds());
        let choose = move |ctx: &Ctx| Ok(key(ctx).and_then(|key| numbers.get(&key).copied()));
        self.add(filter::any(), Key::None, Endpoint::Router(kinds, Arc::new(Choice { choose, routers: all })))
    }

    /// Routes what a filter takes to one router and the rest to another. What those pass, the next route here may have.
    #[track_caller]
    pub fn branch(self, filter: impl Into<Filter>, yes: Router, no: Router) -> Self {
        let filter = filter.into();
        let kinds = filter.kinds() & yes.kinds() | no.kinds();
        let choose = move |ctx: &Ctx| {
            let mut found = filter::Finds::default();
            let taken = filter.find(ctx, &mut found)?;
            if taken {
                ctx.set_found(found);
            }
            Ok(Some(usize::from(!taken)))
        };
        let choice = Choice { choose, routers: vec![yes, no] };
        self.add(filter::any(), Key::None, Endpoint::Router(kinds, Arc::new(choice)))
    }

    /// Handles what no route took. The last one given counts.
    pub fn fallback<T: 'static>(self, handler: impl Handler<T>) -> Self {
        let handler = route::handler(handler);
        self.change(|inner| inner.fallback = Some(handler))
    }

    /// Handles the errors of this router's routes: an error boundary.
    ///
    /// The handler is one like any other and gets the error as [`HandlerError`](crate::HandlerError). What it returns
    /// counts: `Ok` ends the event, `Outcome::Pass` leaves it to what comes after this router, an error goes on to the
    /// boundary around this one, and at last to the log.
    pub fn on_error<T: 'static>(self, handler: impl Handler<T>) -> Self {
        let handler = route::handler(handler);
        self.change(|inner| inner.on_error = Some(handler))
    }

    /// Gives all handlers of this router a value, as [`State`](crate::extract::State): one of each type.
    ///
    /// A router within may have another of the same type for its own handlers.
    pub fn with_state<T: Clone + Send + Sync + 'static>(self, state: T) -> Self {
        self.change(|inner| inner.states.insert(state))
    }

    /// Wraps the router as it is in a layer, once: a limit is one limit for all its routes. Routes that are registered
    /// later are not within.
    #[track_caller]
    pub fn layer<L>(self, layer: L) -> Self
    where
        L: Layer<Router>,
        L::Service: Service<Ctx, Response = Outcome> + Clone + Send + Sync + 'static,
        <L::Service as Service<Ctx>>::Error: Into<BoxError>,
        <L::Service as Service<Ctx>>::Future: Send + 'static,
    {
        let kinds = self.kinds();
        let service = route::service(layer.layer(self));
        Self::new().add(filter::any(), Key::None, Endpoint::Router(kinds, service))
    }

    /// Wraps each route as it is in a layer of its own; it runs only for what the route takes.
    pub fn route_layer<L>(self, layer: L) -> Self
    where
        L: Layer<RouteService>,
        L::Service: Service<Ctx, Response = Outcome> + Clone + Send + Sync + 'static,
        <L::Service as Service<Ctx>>::Error: Into<BoxError>,
        <L::Service as Service<Ctx>>::Future: Send + 'static,
    {
        let wrap = |service: &Arc<dyn ErasedService>| -> Arc<dyn ErasedService> {
            route::service(layer.layer(RouteService(Arc::clone(service))))
        };
        self.change(|inner| {
            for route in &mut inner.routes {
                match &mut route.endpoint {
                    Endpoint::Service(service) | Endpoint::Router(_, service) | Endpoint::Fork(service) => {
                        *service = wrap(service);
                    }
                    Endpoint::Middleware(_) => {}
                }
            }
        })
    }

    #[track_caller]
    fn add(self, filter: Filter, key: Key, endpoint: Endpoint) -> Self {
        let place = Location::caller();
        self.change(|inner| inner.routes.push(Route { filter, key, endpoint, place }))
    }

    fn change(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        let inner = Arc::make_mut(&mut self.0);
        inner.index = std::sync::OnceLock::new();
        change(inner);
        self
    }
}
