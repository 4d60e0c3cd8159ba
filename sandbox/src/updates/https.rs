//! Connections to webhooks by `http://` and `https://`.

use std::error::Error;
use std::sync::Arc;

use axum::http::Uri;
use hyper_rustls::{FixedServerNameResolver, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

use crate::world::Webhook;

pub(super) type Connector = HttpsConnector<HttpConnector>;

/// Why an address cannot be delivered to.
pub(super) fn refuse(uri: &Uri) -> Option<&'static str> {
    let known = matches!(uri.scheme_str(), Some("http" | "https"));
    (!known).then_some("The sandbox delivers to http:// and https:// only; use such an address")
}

/// What connects to a webhook, trusting its certificate and those that browsers trust.
pub(super) fn connector(webhook: &Webhook, mut http: HttpConnector) -> Connector {
    http.enforce_http(false);
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = Verifier::new(webhook.certificate.as_deref().unwrap_or_default(), Arc::clone(&provider));
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider's own suites serve the default versions")
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    let schemes = HttpsConnectorBuilder::new().with_tls_config(config).https_or_http();
    let uri: Option<Uri> = webhook.url.parse().ok();
    let host = uri.as_ref().and_then(Uri::host).unwrap_or_default().trim_matches(['[', ']']);
    // The bot may have given an IP address to connect to; the certificate is that of the host all the same.
    match ServerName::try_from(host.to_owned()) {
        Ok(name) => {
            let resolver = FixedServerNameResolver::new(name);
            schemes.with_server_name_resolver(resolver).enable_http1().wrap_connector(http)
        }
        Err(_) => schemes.enable_http1().wrap_connector(http),
    }
}

/// What is wrong with an encrypted connection, in the form in which Telegram tells it.
pub(super) fn words(error: &(dyn Error + 'static)) -> Option<String> {
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return Some(format!("SSL error {{{error}}}"));
    }
    // An error of input and output does not name as its source what it is made of.
    words(error.downcast_ref::<std::io::Error>()?.get_ref()?)
}

/// Trusts the certificate that a bot gave, and else what browsers trust.
#[derive(Debug)]
struct Verifier {
    given: Vec<CertificateDer<'static>>,
    web: Arc<WebPkiServerVerifier>,
}

impl Verifier {
    /// Certificates that cannot be read are none, and the connection fails for the want of them.
    fn new(pem: &str, provider: Arc<CryptoProvider>) -> Self {
        let given: Vec<_> = CertificateDer::pem_slice_iter(pem.as_bytes()).flatten().collect();
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        roots.add_parsable_certificates(given.iter().cloned());
        let web = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider)
            .build()
            .expect("there are roots, and no lists of revoked certificates");
        Self { given, web }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        // A self-signed certificate is often an authority's and names its host in the old way, which others refuse.
        if self.given.iter().any(|given| given == end_entity) {
            return Ok(ServerCertVerified::assertion());
        }
        self.web.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.web.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.web.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.web.supported_verify_schemes()
    }
}
