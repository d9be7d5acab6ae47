#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/file.hpp"

#include <functional>
#include <string>

namespace mailapp::agent {

/// Tells the owners of mailboxes whose Sieve scripts fail, once a day at most. Dovecot writes the reasons
/// into one file for each mailbox in `logs`, a directory of the owner of the mail.
class ScriptFailures {
public:
    /// Puts a message into a mailbox. An error of ErrorKind::upstream means that it is tried again.
    using Deliver = std::function<Result<>(std::string const& address, std::string const& content)>;

    ScriptFailures(fs::path logs, std::string hostname, Deliver deliver, Clock clock);

    /// Looks through the directory once. Throws std::system_error when it cannot be read.
    void look();

private:
    bool was_told(int directory, std::string const& mark) const;
    void tell(int directory, std::string const& name, std::string const& address);

    fs::path const logs_;
    std::string const hostname_;
    Deliver const deliver_;
    Clock const clock_;
};

}  // namespace mailapp::agent
