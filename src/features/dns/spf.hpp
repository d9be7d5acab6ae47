#pragma once

#include "features/dns/known.hpp"
#include "identity/networks.hpp"

#include <optional>
#include <string>

namespace mailapp::dns::spf {

/// The results of RFC 7208, section 2.6, with those of "permerror" told apart that a person can do something
/// about.
enum class Verdict {
    pass,
    not_pass,          ///< fail, softfail or neutral
    none,              ///< no SPF record
    several,           ///< more than one
    broken,            ///< permerror
    too_many_lookups,  ///< permerror by section 4.6.4
    depends,    ///< would need the message: its sender, or a name that somebody else's reverse zone gives
    failed,     ///< temperror: the resolver could not find out
    no_answer,  ///< temperror: not within the time
};

/// The SPF records of a domain's texts.
std::vector<std::string> records_of(stack::dns::Answer const& texts);

/// Whether a record ends by permitting every address (`+all`).
bool allows_everybody(std::string_view record);

/// Whether a domain lets an address send its mail (RFC 7208, section 4, with ranges, include, redirect, a and
/// mx); nothing while more has to be known first.
std::optional<Verdict> evaluate(std::string const& domain, identity::IpAddress const& address, Known& known);

}  // namespace mailapp::dns::spf
