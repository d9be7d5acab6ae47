#include "http/server.hpp"

#include "base/file.hpp"
#include "http/test_client.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <csignal>
#include <filesystem>
#include <future>
#include <memory>

namespace mailapp::http {
namespace {

using namespace std::chrono_literals;

template <auto function>
struct Free {
    template <class T>
    void operator()(T* object) const {
        function(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Memory = std::unique_ptr<BIO, Free<BIO_free>>;

std::string text_of(BIO* memory) {
    char* data = nullptr;
    auto size = BIO_get_mem_data(memory, &data);
    return std::string(data, static_cast<std::size_t>(size));
}

/// Writes a self-signed certificate and its key.
void write_certificate(fs::path const& certificate_file, fs::path const& key_file, long serial) {
    Key key(EVP_EC_gen("P-256"));
    Certificate certificate(X509_new());
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    auto* name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<unsigned char const*>("localhost"),
                               -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    Memory memory(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(memory.get(), certificate.get());
    write_file_atomically(certificate_file, text_of(memory.get()));
    memory.reset(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(memory.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    write_file_atomically(key_file, text_of(memory.get()), {.bits = 0600});
}

class TlsClient {
public:
    explicit TlsClient(std::uint16_t port, int newest = TLS1_3_VERSION, std::string const& protocols = "")
        : connection_(port), context_(SSL_CTX_new(TLS_client_method())) {
        timeval limit{10, 0};
        ::setsockopt(connection_.descriptor(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
        // The old versions are offered at all only at this level.
        SSL_CTX_set_security_level(context_.get(), 0);
        SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
        SSL_CTX_set_max_proto_version(context_.get(), newest);
        ssl_.reset(SSL_new(context_.get()));
        if (!protocols.empty()) {
            SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<unsigned char const*>(protocols.data()),
                                static_cast<unsigned>(protocols.size()));
        }
        SSL_set_fd(ssl_.get(), connection_.descriptor());
        connected_ = SSL_connect(ssl_.get()) == 1;
        ERR_clear_error();
    }

    bool connected() const { return connected_; }
    std::string version() const { return SSL_get_version(ssl_.get()); }
    long serial() const {
        Certificate certificate(SSL_get1_peer_certificate(ssl_.get()));
        return ASN1_INTEGER_get(X509_get0_serialNumber(certificate.get()));
    }
    std::string protocol() const {
        unsigned char const* chosen = nullptr;
        unsigned size = 0;
        SSL_get0_alpn_selected(ssl_.get(), &chosen, &size);
        return std::string(reinterpret_cast<char const*>(chosen), size);
    }

    void send(std::string const& bytes) {
        SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
    }

    /// Until `mark` came, or the end.
    std::string read_through(std::string const& mark) {
        while (unread_.find(mark) == std::string::npos) {
            char bytes[16 * 1024];
            auto count = SSL_read(ssl_.get(), bytes, sizeof(bytes));
            if (count <= 0) {
                clean_end_ = SSL_get_error(ssl_.get(), count) == SSL_ERROR_ZERO_RETURN;
                ERR_clear_error();
                return std::exchange(unread_, {});
            }
            unread_.append(bytes, static_cast<std::size_t>(count));
        }
        auto end = unread_.find(mark) + mark.size();
        auto taken = unread_.substr(0, end);
        unread_.erase(0, end);
        return taken;
    }
    /// The server said with TLS's own words that the reply was whole.
    bool clean_end() const { return clean_end_; }

private:
    TestClient connection_;
    std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>> context_;
    std::unique_ptr<SSL, Free<SSL_free>> ssl_;
    std::string unread_;
    bool connected_ = false;
    bool clean_end_ = false;
};

class TlsServer : public testing::Test {
protected:
    void SetUp() override {
        std::signal(SIGPIPE, SIG_IGN);  // OpenSSL's own writes, of the clients here, do not suppress it
        fs::create_directories(directory_);
        write_certificate(directory_ / "certificate.pem", directory_ / "key.pem", 1);
        options_.endpoints = {{.address = "127.0.0.1", .tls = true}};
        options_.certificate_file = directory_ / "certificate.pem";
        options_.private_key_file = directory_ / "key.pem";
    }
    void TearDown() override { fs::remove_all(directory_); }

    static RawResponse answer(RawRequest request) {
        if (request.target == "/large") return text_response(200, std::string(3'000'000, 'l') + "|");
        return text_response(200, std::string(request.secure ? "secure" : "plain") + request.body + "|");
    }

    fs::path const directory_ = fs::path(testing::TempDir()) / ("http-tls-" + std::to_string(::getpid()));
    ServerOptions options_;
};

std::string const get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

TEST_F(TlsServer, ServesOverTls) {
    Server server(options_, answer);
    TlsClient client(server.ports()[0]);
    ASSERT_TRUE(client.connected());
    EXPECT_EQ(client.version(), "TLSv1.3");
    client.send(get + get);
    for (int i = 0; i < 2; ++i) EXPECT_TRUE(client.read_through("|").ends_with("secure|"));
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'b'));
    EXPECT_GT(client.read_through("|").size(), 100'000U);
    client.send("GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_GT(client.read_through("|").size(), 3'000'000U);
    EXPECT_EQ(client.read_through("|"), "");
    EXPECT_TRUE(client.clean_end());
}

TEST_F(TlsServer, SpeaksNothingOlderThanTls12) {
    Server server(options_, answer);
    TlsClient newer(server.ports()[0], TLS1_2_VERSION);
    EXPECT_TRUE(newer.connected());
    EXPECT_EQ(newer.version(), "TLSv1.2");
    EXPECT_FALSE(TlsClient(server.ports()[0], TLS1_1_VERSION).connected());
}

TEST_F(TlsServer, AgreesOnHttpOnly) {
    Server server(options_, answer);
    EXPECT_EQ(TlsClient(server.ports()[0], TLS1_3_VERSION, "\x02h2\x08http/1.1").protocol(), "http/1.1");
    EXPECT_FALSE(TlsClient(server.ports()[0], TLS1_3_VERSION, "\x04imap").connected());
}

TEST_F(TlsServer, EndsAPlainTextClient) {
    Server server(options_, answer);
    TestClient plain(server.ports()[0]);
    plain.send(get);
    EXPECT_EQ(plain.read_to_end().find("HTTP/1.1 200"), std::string::npos);
    EXPECT_TRUE(TlsClient(server.ports()[0]).connected());
}

TEST_F(TlsServer, EndsAClientThatDoesNotShakeHands) {
    options_.header_deadline = 30ms;
    Server server(options_, answer);
    TestClient silent(server.ports()[0]);
    EXPECT_TRUE(silent.is_ended());
    TestClient half(server.ports()[0]);
    half.send("\x16\x03\x01\x02");
    half.read_to_end();
}

TEST_F(TlsServer, LetsGoOfAClientThatNeverCloses) {
    options_.max_connections = 1;
    options_.write_deadline = 50ms;
    Server server(options_, answer);
    TlsClient staying(server.ports()[0]);
    staying.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(staying.read_through("|").ends_with("secure|"));
    auto give_up = std::chrono::steady_clock::now() + 10s;
    while (!TlsClient(server.ports()[0]).connected()) ASSERT_LT(std::chrono::steady_clock::now(), give_up);
}

TEST_F(TlsServer, TakesUpANewCertificate) {
    Server server(options_, answer);
    TlsClient old(server.ports()[0]);
    EXPECT_EQ(old.serial(), 1);
    write_certificate(directory_ / "certificate.pem", directory_ / "key.pem", 2);
    ASSERT_TRUE(server.reload_certificate().has_value());
    EXPECT_EQ(TlsClient(server.ports()[0]).serial(), 2);
    old.send(get);
    EXPECT_TRUE(old.read_through("|").ends_with("secure|"));

    // A key of another certificate, then no certificate at all: the one in use stays.
    write_certificate(directory_ / "other.pem", directory_ / "key.pem", 3);
    auto mismatch = server.reload_certificate();
    ASSERT_FALSE(mismatch.has_value());
    EXPECT_EQ(mismatch.error().code, "http.certificate_unusable");
    fs::remove(directory_ / "certificate.pem");
    EXPECT_FALSE(server.reload_certificate().has_value());
    EXPECT_EQ(TlsClient(server.ports()[0]).serial(), 2);
}

TEST_F(TlsServer, DoesNotStartWithoutACertificate) {
    options_.certificate_file = directory_ / "missing.pem";
    EXPECT_THROW(Server(options_, answer), std::runtime_error);
}

TEST_F(TlsServer, StopWaitsForNoHandshakeAndNoIdleConnection) {
    options_.header_deadline = 60s;
    options_.stop_deadline = 60s;
    Server server(options_, answer);
    TestClient silent(server.ports()[0]);
    TlsClient used(server.ports()[0]);
    used.send(get);
    EXPECT_TRUE(used.read_through("|").ends_with("secure|"));
    auto stopping = std::async(std::launch::async, [&] { server.stop(); });
    EXPECT_EQ(used.read_through("|"), "");
    EXPECT_TRUE(silent.is_ended());
}

}  // namespace
}  // namespace mailapp::http
