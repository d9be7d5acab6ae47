#pragma once

#include "db/database.hpp"
#include "reflect/enums.hpp"

#include <string>

namespace mailapp::addresses {

/// What an address already is on this server.
enum class Holder { nobody, mailbox, alias, mirror };
BOOST_DESCRIBE_ENUM(Holder, nobody, mailbox, alias, mirror)

/// Who holds a normalized address: a mailbox, an alias, or an alias domain's mirror of a mailbox. Mailboxes
/// and aliases share one namespace; this is the one place that knows both.
Holder holder_of(db::Session& session, std::string const& address);

}  // namespace mailapp::addresses
