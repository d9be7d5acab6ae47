#pragma once

#include "agent/dispatcher.hpp"
#include "agent/mail_stores.hpp"
#include "agent/queue.hpp"
#include "agent/script_failures.hpp"
#include "agent/services.hpp"
#include "agent/storage.hpp"
#include "base/ticker.hpp"
#include "instance/instance.hpp"
#include "stack/dovecot/doveadm.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace mailapp::agent {

/// Everything behind the verbs of one instance.
class Agent {
public:
    /// `programs`: those of "directory", "agent", "api" that this build has. Error: instance.secret_missing.
    static Result<std::unique_ptr<Agent>> create(Instance const& instance, std::vector<std::string> programs);

    Dispatcher const& dispatcher() const { return dispatcher_; }

private:
    Agent(Instance const& instance, std::vector<std::string> programs, Secret doveadm_key);
    void add_verbs();
    Result<Kicked> kick(SessionsKick const& wanted) const;
    Result<ConfigurationApplied> apply_configuration();

    Instance const& instance_;
    std::vector<std::string> programs_;
    std::mutex applying_;
    Services services_;
    Queue queue_;
    stack::dovecot::Doveadm doveadm_;
    MailStores stores_;
    StorageCounter storage_;
    ScriptFailures script_failures_;
    Ticker script_failures_looked_for_;
    Dispatcher dispatcher_;
};

/// SIGTERM and SIGINT as a descriptor. To be called before the first thread starts: blocked from here on, so
/// that no thread is ended by them.
Descriptor stop_signals();

/// Serves the verbs on the instance's agent socket until `stop` becomes readable. Error:
/// agent.already_running.
Result<> serve(Instance const& instance, Agent const& agent, int stop);

}  // namespace mailapp::agent
