#include "apply/check.hpp"

#include "base/process.hpp"
#include "base/text.hpp"
#include "stack/rspamd/render.hpp"

#include <chrono>

namespace mailapp::apply {
namespace {

// Rspamd's checker loads all its rules: seconds of a processor, which take a busy machine more than half a
// minute.
constexpr std::chrono::minutes judged_within{3};

Result<> judge(char const* program, std::vector<std::string> const& arguments) {
    ProcessOptions patient;
    patient.deadline = judged_within;
    auto const outcome = run_process(arguments, patient);
    if (!outcome) return outcome.error();
    if (outcome->status == 0) return {};
    return upstream("apply.refused", std::string(program) +
                                         " refuses its configuration: " + std::string(trim(outcome->output)));
}

/// `postfix check` knows files and owners; a bad value shows when a program reads it: postconf(1) names
/// unused and wrong parameters only as warnings, so those of main.cf count as errors here.
Result<> check_postfix(fs::path const& revision) {
    auto const directory = (revision / "postfix").string();
    auto const read = run_process({"/usr/sbin/postconf", "-c", directory, "-n"});
    if (!read) return read.error();
    if (read->status != 0 || read->output.find("postconf: ") != std::string::npos) {
        std::vector<std::string> words;
        for (auto const line : split(read->output, '\n'))
            if (line.starts_with("postconf: ")) words.emplace_back(line);
        return upstream("apply.refused", "Postfix refuses its configuration: " + join(words, "; "));
    }
    return judge("Postfix", {"/usr/sbin/postconf", "-c", directory, "-M"});
}

Result<> compile_sieve(fs::path const& revision) {
    auto const configuration = (revision / "dovecot/dovecot.conf").string();
    for (auto const& script : fs::directory_iterator(revision / "dovecot/sieve")) {
        if (script.path().extension() != ".sieve") continue;
        if (auto good = judge("Sieve", {"/usr/bin/sievec", "-c", configuration, script.path().string()});
            !good)
            return good;
    }
    return {};
}

Result<> check_rspamd(Instance const& instance, fs::path const& revision) {
    // As its own user: it reads, and keeps compiled rules, in a directory that is Rspamd's.
    std::vector<std::string> command{
        "/usr/bin/setpriv", "--reuid=_rspamd", "--regid=_rspamd", "--init-groups", "--", "/usr/bin/rspamadm"};
    auto const directories = stack::rspamd::directory_arguments(instance, revision);
    command.insert(command.end(), directories.begin() + 2, directories.end());
    command.insert(command.end(), {"configtest", "--quiet", "--config", directories.at(1)});
    return judge("Rspamd", command);
}

}  // namespace

Result<> check_revision(Instance const& instance, fs::path const& revision) {
    if (auto good = check_postfix(revision); !good) return good;
    auto const dovecot = (revision / "dovecot/dovecot.conf").string();
    if (auto good = judge("Dovecot", {"/usr/bin/doveconf", "-n", "-c", dovecot}); !good) return good;
    if (auto good = compile_sieve(revision); !good) return good;
    return check_rspamd(instance, revision);
}

}  // namespace mailapp::apply
