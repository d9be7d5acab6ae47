#include "apply/tree.hpp"

#include "stack/postfix/local_submission.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>

namespace mailapp::apply {
namespace {

/// What older versions had directly in data/, of the control plane.
constexpr std::array old_names{"mailapp.db", "mailapp.db-wal", "mailapp.db-shm", "mailapp.db-journal",
                               "metrics.ring"};

}  // namespace

std::vector<TreeDirectory> tree_of(Instance const& instance) {
    auto const control = ids_of_user(control_user);
    auto const mail = ids_of_user(mail_user);
    auto const postfix = ids_of_user("postfix");
    auto const rspamd = ids_of_user("_rspamd");
    auto const redis = ids_of_user("redis");
    // Set-group-id where a program makes sockets or files that another one uses: they get that one's group.
    return {
        {instance.directory(), {0755, 0, 0}},
        {instance.program().parent_path(), {0755, 0, 0}},
        {instance.secrets(), {0711, 0, 0}},
        {instance.tls(), {0755, 0, 0}},
        {instance.data(), {0711, 0, 0}},
        {instance.control_data(), {0700, control.uid, control.gid}},
        {instance.replica(), {0700, control.uid, control.gid}},
        {instance.data() / "rspamd", {02750, control.uid, rspamd.gid}},
        {instance.data() / "rspamd-state", {0700, rspamd.uid, rspamd.gid}},
        {instance.data() / "redis", {0700, redis.uid, redis.gid}},
        {instance.data() / "postfix", {0700, postfix.uid, postfix.gid}},
        {instance.data() / "dovecot", {0755, 0, 0}},
        {instance.mail(), {0700, mail.uid, mail.gid}},
        {instance.queue(), {0755, 0, 0}},
        {instance.log(), {0750, 0, 0}},
        {instance.overrides(), {0755, 0, 0}},
        {instance.revisions().parent_path(), {0755, 0, 0}},
        {instance.revisions(), {0755, 0, 0}},
        {instance.run(), {0755, 0, 0}},
        {instance.api_socket().parent_path(), {0711, control.uid, control.gid}},
        {instance.agent_socket().parent_path(), {02710, 0, control.gid}},
        {instance.directory_socket().parent_path(), {0700, control.uid, control.gid}},
        {instance.socketmap_socket().parent_path(), {02710, control.uid, postfix.gid}},
        // Of the sockets that Dovecot and the gate make for Postfix while they are root.
        {instance.sasl_socket().parent_path(), {02710, 0, postfix.gid}},
        {instance.dict_socket().parent_path(), {02710, control.uid, mail.gid}},
        {stack::postfix::local_submission_socket(instance).parent_path(), {02710, 0, mail.gid}},
        {instance.script_logs(), {0700, mail.uid, mail.gid}},
        {instance.run() / "dovecot", {0755, 0, 0}},
        {instance.run() / "rspamd", {0700, rspamd.uid, rspamd.gid}},
        {instance.milter_socket().parent_path(), {02710, rspamd.uid, postfix.gid}},
        {instance.controller_socket().parent_path(), {02710, rspamd.uid, mail.gid}},
        {instance.redis_socket().parent_path(), {02710, redis.uid, rspamd.gid}},
    };
}

std::vector<fs::path> names_of_root(Instance const& instance) {
    std::vector<fs::path> names{
        instance.config_file(),
        instance.program(),
        instance.program().string() + ".new",
        instance.program().parent_path() / "share",
        instance.live_config(),
        instance.live_config().string() + ".new",
        instance.overrides() / "postfix.cf",
        instance.overrides() / "rspamd",
        instance.secrets() / "bootstrap.json",
        instance.secrets() / "database.url",
        instance.run() / "up.lock",
        instance.run() / "certificates.served",
        instance.run() / "supervisord.pid",
        instance.supervisor_socket(),
        instance.agent_socket(),
        instance.agent_socket().string() + ".lock",
        instance.sasl_gate_socket(),
        instance.sasl_socket(),
        instance.lmtp_socket(),
        stack::postfix::local_submission_socket(instance),
        instance.run() / "dovecot" / "master.pid",
        instance.data() / "dovecot" / "instances",
        instance.queue() / "pid",
        instance.log() / "supervisord.log",
    };
    for (auto const* secret :
         {secret_name::instance_key, secret_name::directory_token, secret_name::redis_password,
          secret_name::controller_password, secret_name::doveadm_key})
        names.push_back(instance.secrets() / secret);
    for (auto const* file : {"ca.pem", "ca.key", "server.pem", "server.key"})
        names.push_back(instance.tls() / file);
    for (auto const* service : {"redis", "rspamd", "directory", "dovecot", "postfix", "agent", "api"})
        names.push_back(instance.log() / (std::string(service) + ".log"));
    for (auto const* queue : {"active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming",
                              "maildrop", "private", "public", "saved", "trace"})
        names.push_back(instance.queue() / queue);
    return names;
}

std::vector<fs::path> names_in_rights_of_services(Instance const& instance) {
    return {
        instance.mail() / ".garbage",        // agent/mail_stores.cpp
        instance.script_logs() / "address",  // agent/script_failures.cpp
        instance.data() / "rspamd-state" /
            "patterns.hsmp",                          // apply/filter_cache.cpp; the name stands for all
        instance.run() / "rspamd" / "control.sock",   // Rspamd, which is never root
        instance.data() / "postfix" / "master.lock",  // master(8)
        instance.database_file(),                     // commands that open it (app/database_rights.cpp)
    };
}

void ensure_tree(Instance const& instance) {
    for (auto const& directory : tree_of(instance)) ensure_directory(directory.path, directory.mode);
}

bool is_old_tree(Instance const& instance) {
    struct stat found {};
    if (::lstat(instance.data().c_str(), &found) != 0) return false;
    if (found.st_uid != 0) return true;
    // A move that was interrupted.
    for (auto const* name : old_names)
        if (::lstat((instance.data() / name).c_str(), &found) == 0) return true;
    return false;
}

void move_old_files(Instance const& instance) {
    auto const from = open_trusted_directory(instance.data());
    // The control plane owns it: a name that it planted there is replaced by the move, never followed.
    Descriptor const to(::openat(from.get(), instance.control_data().filename().c_str(),
                                 O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!to)
        throw std::system_error(errno, std::generic_category(),
                                "cannot open " + instance.control_data().string());
    // The database last: while it is in its old place, the move begins anew.
    for (auto name = old_names.rbegin(); name != old_names.rend(); ++name) {
        if (::renameat(from.get(), *name, to.get(), *name) != 0 && errno != ENOENT)
            throw std::system_error(errno, std::generic_category(), std::string("cannot move ") + *name);
    }
}

}  // namespace mailapp::apply
