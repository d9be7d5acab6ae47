#include "apply/prepare.hpp"

#include "base/clock.hpp"
#include "base/process.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "stack/tls/certificate.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace mailapp::apply {
namespace {

bool user_exists(char const* name) {
    return ::getpwnam(name) != nullptr;
}

Result<> ensure_user(char const* name, char const* comment) {
    if (user_exists(name)) return {};
    auto const made =
        run_process({"/usr/sbin/useradd", "--system", "--user-group", "--no-create-home", "--home-dir",
                     "/nonexistent", "--shell", "/usr/sbin/nologin", "--comment", comment, name});
    if (!made) return made.error();
    // Another `up` may have been faster.
    if (made->status != 0 && !user_exists(name)) {
        return upstream("prepare.user_refused", std::string("The system user ") + name +
                                                    " cannot be made: " + std::string(trim(made->output)));
    }
    return {};
}

void ensure_secret(Instance const& instance, char const* name, std::string const& value, FileMode mode) {
    auto const file = instance.secrets() / name;
    if (!fs::exists(file)) write_file_atomically(file, value + "\n", mode);
}

/// As text, so that a difference in content shows; 16 MiB would be no certificate.
std::string content_or_empty(fs::path const& file) {
    auto content = read_file(file);
    return content ? std::move(*content) : std::string();
}

}  // namespace

Result<> ensure_users() {
    if (auto made = ensure_user(control_user, "MailApp control plane"); !made) return made;
    return ensure_user(mail_user, "MailApp mail stores");
}

void ensure_secrets(Instance const& instance) {
    auto const control = ids_of_user(control_user);
    FileMode const for_control{0640, 0, control.gid};
    ensure_secret(instance, secret_name::instance_key, random_hex(32), for_control);
    ensure_secret(instance, secret_name::directory_token, random_hex(32), for_control);
    ensure_secret(instance, secret_name::redis_password, random_hex(24), for_control);
    ensure_secret(instance, secret_name::doveadm_key, random_hex(24), for_control);
    // Who may open the controller's socket is not asked for it; Rspamd's own preset would be known to all.
    ensure_secret(instance, secret_name::controller_password, random_hex(24), {0600, 0, 0});
}

namespace {

using stack::tls::KeyPair;

constexpr std::chrono::hours renew_before{60 * 24};

KeyPair pair_in(fs::path const& certificate, fs::path const& key) {
    return {content_or_empty(certificate), content_or_empty(key)};
}

bool is_there(KeyPair const& pair) {
    return !pair.certificate.empty() || !pair.private_key.empty();
}

/// A key that an operator copied is often readable for root alone, and the API is not root. A link is left
/// to whoever made it.
void open_for_control_plane(fs::path const& key) {
    Descriptor const file(::open(key.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat found {};
    if (!file || ::fstat(file.get(), &found) != 0 || !S_ISREG(found.st_mode) || found.st_nlink != 1) return;
    if (::fchown(file.get(), 0, ids_of_user(control_user).gid) != 0 || ::fchmod(file.get(), 0640) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot change the owner of " + key.string());
}

/// What an operator put there is theirs to renew; only what nobody could serve is refused.
Result<CertificateWork> judge_operators(Instance const& instance, KeyPair const& server) {
    if (!stack::tls::belong_together(server)) {
        return conflict("up.certificate_mismatch",
                        "The key in " + (instance.tls() / "server.key").string() +
                            " is not that of the certificate in server.pem beside it: put the right one "
                            "there, or remove both, and new ones are made.");
    }
    open_for_control_plane(instance.tls() / "server.key");
    CertificateWork work;
    auto const until = stack::tls::valid_until(server.certificate);
    if (until && *until <= system_now())
        work.remarks.push_back("the certificate in " + (instance.tls() / "server.pem").string() +
                               " ended on " + to_rfc3339(*until) + ": put a new one there");
    return work;
}

}  // namespace

Result<CertificateWork> ensure_certificates(Instance const& instance) {
    auto const& hostname = instance.settings().hostname;
    auto const control = ids_of_user(control_user);
    auto authority = pair_in(instance.tls() / "ca.pem", instance.tls() / "ca.key");
    auto const server = pair_in(instance.tls() / "server.pem", instance.tls() / "server.key");
    auto const parsed = stack::tls::valid_until(server.certificate);
    if (parsed && !stack::tls::is_of_own_kind(server.certificate)) return judge_operators(instance, server);

    CertificateWork work;
    bool const matches = stack::tls::belong_together(server);
    auto const authority_ends = stack::tls::valid_until(authority.certificate);
    bool const has_authority = stack::tls::belong_together(authority) && authority_ends &&
                               *authority_ends > system_now() + renew_before;
    if (has_authority && matches && stack::tls::is_issued_by(server.certificate, authority.certificate) &&
        stack::tls::is_good_for(server.certificate, hostname, renew_before))
        return work;
    if (!has_authority) {
        if (is_there(authority))
            work.remarks.push_back(
                "the instance's authority was unusable and is new: whoever trusts tls/ca.pem "
                "needs it anew");
        authority = stack::tls::make_authority(stack::tls::authority_name + hostname);
        write_file_atomically(instance.tls() / "ca.key", authority.private_key, {0600, 0, 0});
        write_file_atomically(instance.tls() / "ca.pem", authority.certificate, {0644, 0, 0});
    }
    if (is_there(server) && !matches)
        work.remarks.push_back("the key of the server was not that of its certificate: both are new");
    // Killed between the two, the next call finds that they do not match.
    auto const made = stack::tls::make_server(authority, {hostname, "localhost"}, {"127.0.0.1", "::1"});
    write_file_atomically(instance.tls() / "server.key", made.private_key, {0640, 0, control.gid});
    write_file_atomically(instance.tls() / "server.pem", made.certificate + authority.certificate,
                          {0644, 0, 0});
    work.made = true;
    return work;
}

std::string fingerprint_of_certificates(Instance const& instance) {
    auto const server = pair_in(instance.tls() / "server.pem", instance.tls() / "server.key");
    return to_hex(sha256(server.certificate + server.private_key));
}

namespace {

bool copy_program(fs::path const& running, fs::path const& copy) {
    if (fs::exists(copy) && fs::file_size(copy) == fs::file_size(running) &&
        fs::last_write_time(copy) == fs::last_write_time(running))
        return false;
    auto const beside = copy.string() + ".new";
    fs::copy_file(running, beside, fs::copy_options::overwrite_existing);
    fs::last_write_time(beside, fs::last_write_time(running));
    fs::permissions(beside, fs::perms(0755));
    fs::rename(beside, copy);
    return true;
}

/// index.html names every other file of the panel by its content: while it is the same, all are.
bool copy_pages(fs::path const& built, fs::path const& copy) {
    if (!fs::exists(built / "index.html")) return false;
    if (content_or_empty(built / "index.html") == content_or_empty(copy / "index.html")) return false;
    fs::path const beside = copy.string() + ".new";
    fs::remove_all(beside);
    fs::create_directories(copy.parent_path());
    fs::copy(built, beside, fs::copy_options::recursive);
    fs::remove_all(copy);
    fs::rename(beside, copy);
    return true;
}

}  // namespace

bool ensure_program(Instance const& instance) {
    auto const running = fs::read_symlink("/proc/self/exe");
    auto const copy = instance.program();
    if (running == copy) return false;
    bool const new_pages =
        copy_pages(running.parent_path() / "share" / "ui", copy.parent_path() / "share" / "ui");
    return copy_program(running, copy) || new_pages;
}

}  // namespace mailapp::apply
