#include "stack/supervisor/render.hpp"

#include "base/text.hpp"
#include "stack/template.hpp"

#include <algorithm>

namespace mailapp::stack::supervisor {
namespace {

struct Program {
    std::string name;
    std::vector<std::string> command;
    std::string user;  ///< "": root, for programs that change their user themselves
    int stop_seconds = 10;
    bool is_own = false;  ///< reads mailapp.toml when it starts
};

/// The command as mailapp with these groups. The one privilege is that which ports below 1024 need; nothing
/// else of root's is left.
std::vector<std::string> as_mailapp(std::string const& groups, bool low_ports,
                                    std::vector<std::string> command) {
    std::string const privileges = low_ports ? "-all,+net_bind_service" : "-all";
    std::vector<std::string> words{"/usr/bin/setpriv",
                                   "--reuid=mailapp",
                                   "--regid=mailapp",
                                   groups,
                                   "--inh-caps=" + privileges,
                                   "--ambient-caps=" + privileges,
                                   "--bounding-set=" + privileges,
                                   "--no-new-privs",
                                   "--"};
    words.insert(words.end(), command.begin(), command.end());
    return words;
}

/// In the order in which they start; they stop in reverse.
std::vector<Program> programs(RenderSettings const& settings) {
    auto const& instance = settings.instance;
    auto const directory = instance.directory().string();
    auto const program = instance.program().string();
    // By the link, not by the revision: a reload reads what is in force then.
    auto const live = instance.live_config();

    std::vector<Program> list;
    list.push_back({"redis", {program, "run-redis", "--instance", directory}, "redis"});
    list.push_back({"rspamd", {program, "run-rspamd", "--instance", directory}, ""});
    auto const has = [&settings](char const* name) {
        return std::find(settings.programs.begin(), settings.programs.end(), name) != settings.programs.end();
    };
    auto const& ports = instance.ports();
    if (has("directory"))
        list.push_back({"directory",
                        as_mailapp("--init-groups", ports.directory_http < 1024,
                                   {program, "directory", "--instance", directory}),
                        "", 10, true});
    list.push_back({"dovecot", {program, "run-dovecot", "--instance", directory}, ""});
    list.push_back({"postfix", {program, "run-postfix", "--instance", directory}, "", 15});
    if (has("agent")) list.push_back({"agent", {program, "agent", "--instance", directory}, "", 10, true});
    // The group lets it pass to Redis's socket, as it does Rspamd.
    if (has("api"))
        list.push_back({"api",
                        as_mailapp("--groups=_rspamd", ports.http < 1024 || ports.https < 1024,
                                   {program, "api", "--instance", directory}),
                        "", 10, true});
    return list;
}

}  // namespace

std::vector<RenderedFile> render(RenderSettings const& settings) {
    auto const& instance = settings.instance;
    std::vector<TemplateValues> list;
    int priority = 100;
    // A program whose lines here change is started anew: so other settings come into force.
    auto const fingerprint = to_hex(sha256(to_toml(instance.settings()))).substr(0, 16);
    for (auto const& program : programs(settings)) {
        list.push_back({{{"name", program.name},
                         {"command", join(program.command, " ")},
                         {"has_user", !program.user.empty()},
                         {"user", program.user},
                         {"is_own", program.is_own},
                         {"settings", fingerprint},
                         {"priority", std::to_string(priority++)},
                         {"stop_seconds", std::to_string(program.stop_seconds)}}});
    }
    TemplateValues const values{{
        {"socket", instance.supervisor_socket().string()},
        {"run", instance.run().string()},
        {"log", instance.log().string()},
        {"instance", instance.directory().string()},
        {"programs", list},
    }};
    // "%" starts an expansion, ";" a comment; quotes and backslashes have a meaning in commands.
    auto const text =
        expand(embedded_template("supervisord.conf.mustache"), values, refusing("supervisord", "%;\"'\\"));
    return {{"supervisor/supervisord.conf", text, 0600}};
}

}  // namespace mailapp::stack::supervisor
