#include "stack/tls/certificate.hpp"

#include "base/text.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <ctime>
#include <memory>
#include <stdexcept>

namespace mailapp::stack::tls {
namespace {

constexpr long day = 24 * 60 * 60;
constexpr long authority_lifetime = 3650 * day;
// Apple's programs refuse a server certificate that is valid for longer.
constexpr long server_lifetime = 825 * day;

template <auto free_function>
struct Free {
    template <class T>
    void operator()(T* pointer) const {
        free_function(pointer);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Memory = std::unique_ptr<BIO, Free<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;

[[noreturn]] void fail(char const* what) {
    std::array<char, 256> reason{};
    ERR_error_string_n(ERR_get_error(), reason.data(), reason.size());
    throw std::runtime_error(std::string(what) + ": " + reason.data());
}

template <class T>
T checked(T made, char const* what) {
    if (!made) fail(what);
    return made;
}

std::string content_of(Memory const& memory) {
    char* data = nullptr;
    auto const size = BIO_get_mem_data(memory.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

Memory readable(std::string const& text) {
    return checked(Memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))), "memory");
}

Key make_key() {
    return checked(Key(EVP_EC_gen("P-256")), "an EC key cannot be made");
}

KeyPair to_pem(Certificate const& certificate, Key const& key) {
    auto const first = checked(Memory(BIO_new(BIO_s_mem())), "memory");
    auto const second = checked(Memory(BIO_new(BIO_s_mem())), "memory");
    if (PEM_write_bio_X509(first.get(), certificate.get()) != 1) fail("a certificate cannot be written");
    if (PEM_write_bio_PKCS8PrivateKey(second.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        fail("a private key cannot be written");
    return {content_of(first), content_of(second)};
}

/// A certificate without issuer, extensions and signature.
Certificate draft(Key const& key, std::string const& common_name, long lifetime) {
    auto certificate = checked(Certificate(X509_new()), "memory");
    std::array<unsigned char, 16> serial{};
    if (RAND_bytes(serial.data(), static_cast<int>(serial.size())) != 1) fail("no random bytes");
    serial[0] &= 0x7f;  // positive (RFC 5280, section 4.1.2.2)
    std::unique_ptr<BIGNUM, Free<BN_free>> const number(
        BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr));
    BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate.get()));
    X509_set_version(certificate.get(), X509_VERSION_3);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -day);  // clocks of clients are not always right
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), lifetime);
    X509_set_pubkey(certificate.get(), key.get());
    auto const short_name = common_name.substr(0, 64);  // ub-common-name (RFC 5280, appendix A.1)
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<unsigned char const*>(short_name.data()),
                               static_cast<int>(short_name.size()), -1, 0);
    return certificate;
}

void extend(X509* certificate, X509* issuer, int kind, std::string const& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    auto const extension = checked(Extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str())),
                                   "an extension cannot be made");
    if (X509_add_ext(certificate, extension.get(), -1) != 1) fail("an extension cannot be added");
}

/// Empty for what is no certificate.
Certificate certificate_in(std::string const& text) {
    auto const memory = readable(text);
    Certificate parsed(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
    if (!parsed) ERR_clear_error();
    return parsed;
}

void sign(Certificate const& certificate, Key const& key) {
    if (X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0) fail("a certificate cannot be signed");
}

}  // namespace

KeyPair make_authority(std::string const& common_name) {
    auto const key = make_key();
    auto const certificate = draft(key, common_name, authority_lifetime);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
    extend(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    extend(certificate.get(), certificate.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    extend(certificate.get(), certificate.get(), NID_subject_key_identifier, "hash");
    sign(certificate, key);
    return to_pem(certificate, key);
}

KeyPair make_server(KeyPair const& authority, std::vector<std::string> const& names,
                    std::vector<std::string> const& addresses) {
    auto const issuer_text = readable(authority.certificate);
    Certificate const issuer =
        checked(Certificate(PEM_read_bio_X509(issuer_text.get(), nullptr, nullptr, nullptr)),
                "the authority's certificate");
    auto const key_text = readable(authority.private_key);
    Key const issuer_key = checked(Key(PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr)),
                                   "the authority's key");
    auto const key = make_key();
    auto const certificate = draft(key, names.at(0), server_lifetime);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer.get()));
    std::vector<std::string> alternatives;
    for (auto const& name : names) alternatives.push_back("DNS:" + name);
    for (auto const& address : addresses) alternatives.push_back("IP:" + address);
    extend(certificate.get(), issuer.get(), NID_basic_constraints, "critical,CA:FALSE");
    extend(certificate.get(), issuer.get(), NID_key_usage, "critical,digitalSignature");
    extend(certificate.get(), issuer.get(), NID_ext_key_usage, "serverAuth");
    extend(certificate.get(), issuer.get(), NID_subject_key_identifier, "hash");
    extend(certificate.get(), issuer.get(), NID_authority_key_identifier, "keyid");
    extend(certificate.get(), issuer.get(), NID_subject_alt_name, join(alternatives, ","));
    sign(certificate, issuer_key);
    return to_pem(certificate, key);
}

bool is_good_for(std::string const& certificate, std::string const& name, std::chrono::seconds at_least) {
    auto const parsed = certificate_in(certificate);
    if (!parsed) return false;
    auto until = std::time(nullptr) + static_cast<std::time_t>(at_least.count());
    return X509_check_host(parsed.get(), name.data(), name.size(), 0, nullptr) == 1 &&
           X509_cmp_time(X509_get0_notAfter(parsed.get()), &until) > 0;
}

bool belong_together(KeyPair const& pair) {
    auto const certificate = certificate_in(pair.certificate);
    auto const text = readable(pair.private_key);
    // A key with a pass phrase is none that a server could read: nobody is asked for one.
    Key const key(PEM_read_bio_PrivateKey(text.get(), nullptr, nullptr, const_cast<char*>("")));
    bool const match = certificate && key && X509_check_private_key(certificate.get(), key.get()) == 1;
    ERR_clear_error();
    return match;
}

bool is_issued_by(std::string const& certificate, std::string const& authority) {
    auto const issued = certificate_in(certificate);
    auto const issuer = certificate_in(authority);
    bool const is_so = issued && issuer && X509_check_issued(issuer.get(), issued.get()) == X509_V_OK &&
                       X509_verify(issued.get(), X509_get0_pubkey(issuer.get())) == 1;
    ERR_clear_error();
    return is_so;
}

bool is_of_own_kind(std::string const& certificate) {
    auto const parsed = certificate_in(certificate);
    if (!parsed) return false;
    std::array<char, 256> name{};
    auto const size = X509_NAME_get_text_by_NID(X509_get_issuer_name(parsed.get()), NID_commonName,
                                                name.data(), static_cast<int>(name.size()));
    return size > 0 && std::string_view(name.data()).starts_with(authority_name);
}

std::optional<Seconds> valid_until(std::string const& certificate) {
    auto const parsed = certificate_in(certificate);
    std::tm end{};
    if (!parsed || ASN1_TIME_to_tm(X509_get0_notAfter(parsed.get()), &end) != 1) return std::nullopt;
    return Seconds(std::chrono::seconds(::timegm(&end)));
}

}  // namespace mailapp::stack::tls
