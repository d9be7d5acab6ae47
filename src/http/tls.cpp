#include "http/tls.hpp"

#include <boost/asio/ssl/context.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace mailapp::http {

namespace {

/// We speak one protocol over TLS; saying so lets no client be lured here with the traffic of another one
/// (RFC 7301; a client that offers none of its names is refused).
int choose_protocol(SSL*, unsigned char const** chosen, unsigned char* chosen_size,
                    unsigned char const* offered, unsigned int offered_size, void*) {
    static constexpr unsigned char ours[] = "\x08http/1.1\x08http/1.0";
    unsigned char* match = nullptr;
    if (SSL_select_next_proto(&match, chosen_size, ours, sizeof(ours) - 1, offered, offered_size) !=
        OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    *chosen = match;
    return SSL_TLSEXT_ERR_OK;
}

Error unusable(std::string const& file, std::string const& why) {
    return upstream("http.certificate_unusable",
                    "The certificate or key cannot be used: " + file + ": " + why);
}

}  // namespace

Result<std::shared_ptr<boost::asio::ssl::context>> make_tls_context(std::string const& certificate_file,
                                                                    std::string const& private_key_file) {
    namespace ssl = boost::asio::ssl;
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    auto* native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                    SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20");
    // An idle connection keeps no record buffers: 34 kB less for each.
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);

    boost::system::error_code wrong;
    context->use_certificate_chain_file(certificate_file, wrong);
    if (wrong) return unusable(certificate_file, wrong.message());
    context->use_private_key_file(private_key_file, ssl::context::pem, wrong);
    if (wrong) return unusable(private_key_file, wrong.message());
    if (SSL_CTX_check_private_key(native) != 1) {
        ERR_clear_error();
        return unusable(private_key_file, "the key does not belong to the certificate");
    }
    return context;
}

}  // namespace mailapp::http
