#include "apply/prepare.hpp"

#include "base/process.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "stack/postfix/local_submission.hpp"
#include "stack/tls/certificate.hpp"

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

std::vector<fs::path> ensure_passable(fs::path const& directory) {
    std::vector<fs::path> opened;
    for (auto parent = directory.parent_path(); parent != parent.root_path(); parent = parent.parent_path()) {
        struct stat found {};
        if (::stat(parent.c_str(), &found) != 0)
            throw std::system_error(errno, std::generic_category(), "cannot look at " + parent.string());
        if ((found.st_mode & S_IXOTH) != 0) continue;
        if (::chmod(parent.c_str(), (found.st_mode & 07777) | S_IXGRP | S_IXOTH) != 0)
            throw std::system_error(errno, std::generic_category(), "cannot open " + parent.string());
        opened.push_back(parent);
    }
    return opened;
}

void ensure_tree(Instance const& instance) {
    auto const control = ids_of_user(control_user);
    auto const mail = ids_of_user(mail_user);
    auto const postfix = ids_of_user("postfix");
    auto const rspamd = ids_of_user("_rspamd");
    auto const redis = ids_of_user("redis");
    struct Directory {
        fs::path path;
        FileMode mode;
    };
    // Set-group-id where a program makes sockets or files that another one uses: they get that one's group.
    std::array const tree{
        Directory{instance.directory(), {0755, 0, 0}},
        Directory{instance.program().parent_path(), {0755, 0, 0}},
        Directory{instance.secrets(), {0711, 0, 0}},
        Directory{instance.tls(), {0755, 0, 0}},
        Directory{instance.data(), {0711, control.uid, control.gid}},
        Directory{instance.replica(), {0700, control.uid, control.gid}},
        Directory{instance.data() / "rspamd", {02750, control.uid, rspamd.gid}},
        Directory{instance.data() / "rspamd-state", {0700, rspamd.uid, rspamd.gid}},
        Directory{instance.data() / "redis", {0700, redis.uid, redis.gid}},
        Directory{instance.data() / "postfix", {0700, postfix.uid, postfix.gid}},
        Directory{instance.data() / "dovecot", {0755, 0, 0}},
        Directory{instance.mail(), {0700, mail.uid, mail.gid}},
        Directory{instance.queue(), {0755, 0, 0}},
        Directory{instance.log(), {0750, 0, 0}},
        Directory{instance.overrides(), {0755, 0, 0}},
        Directory{instance.revisions(), {0755, 0, 0}},
        Directory{instance.run(), {0755, 0, 0}},
        Directory{instance.api_socket().parent_path(), {0711, control.uid, control.gid}},
        Directory{instance.agent_socket().parent_path(), {02710, 0, control.gid}},
        Directory{instance.directory_socket().parent_path(), {0700, control.uid, control.gid}},
        Directory{instance.socketmap_socket().parent_path(), {02710, control.uid, postfix.gid}},
        Directory{instance.dict_socket().parent_path(), {02710, control.uid, mail.gid}},
        Directory{stack::postfix::local_submission_socket(instance).parent_path(), {02710, 0, mail.gid}},
        Directory{instance.script_logs(), {0700, mail.uid, mail.gid}},
        Directory{instance.run() / "dovecot", {0755, 0, 0}},
        Directory{instance.run() / "rspamd", {0700, rspamd.uid, rspamd.gid}},
        // Rspamd makes these two sockets as root and gives them to those who may speak to it.
        Directory{instance.milter_socket().parent_path(), {0710, 0, postfix.gid}},
        Directory{instance.controller_socket().parent_path(), {0711, 0, 0}},
        Directory{instance.redis_socket().parent_path(), {02710, redis.uid, rspamd.gid}},
    };
    for (auto const& directory : tree) ensure_directory(directory.path, directory.mode);
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

bool ensure_certificates(Instance const& instance) {
    constexpr std::chrono::hours renew_before{60 * 24};
    auto const& hostname = instance.settings().hostname;
    auto const control = ids_of_user(control_user);
    stack::tls::KeyPair authority{content_or_empty(instance.tls() / "ca.pem"),
                                  content_or_empty(instance.tls() / "ca.key")};
    bool const has_authority = !authority.certificate.empty() && !authority.private_key.empty();
    auto const server = content_or_empty(instance.tls() / "server.pem");
    bool const has_key = fs::exists(instance.tls() / "server.key");
    if (has_authority && has_key && stack::tls::is_good_for(server, hostname, renew_before)) return false;
    if (!has_authority) {
        authority = stack::tls::make_authority("MailApp authority of " + hostname);
        write_file_atomically(instance.tls() / "ca.key", authority.private_key, {0600, 0, 0});
        write_file_atomically(instance.tls() / "ca.pem", authority.certificate, {0644, 0, 0});
    }
    auto const made = stack::tls::make_server(authority, {hostname, "localhost"}, {"127.0.0.1", "::1"});
    write_file_atomically(instance.tls() / "server.key", made.private_key, {0640, 0, control.gid});
    write_file_atomically(instance.tls() / "server.pem", made.certificate + authority.certificate,
                          {0644, 0, 0});
    return true;
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
