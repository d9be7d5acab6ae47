#pragma once

#include "base/clock.hpp"
#include "reflect/enums.hpp"
#include "reflect/members.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailapp::dns {

enum class RecordType { a, aaaa, ptr, mx, txt, srv };
BOOST_DESCRIBE_ENUM(RecordType, a, aaaa, ptr, mx, txt, srv)

/// What a record is for.
enum class Purpose { host, reverse, mail, spf, dkim, dmarc, client };
BOOST_DESCRIBE_ENUM(Purpose, host, reverse, mail, spf, dkim, dmarc, client)

/// required: mail does not work without; recommended: others take it for spam without; optional: helps mail
/// programs to find the server.
enum class Need { required, recommended, optional_ };
BOOST_DESCRIBE_ENUM(Need, required, recommended, optional_)

/// A record to publish. Names and hosts are whole, without the last dot.
struct ExpectedRecord {
    RecordType type = RecordType::txt;
    Purpose purpose = Purpose::mail;
    Need need = Need::required;
    std::string name;
    std::string value;  ///< as a zone file has it, a text without its quotes
    std::vector<std::string>
        parts;         ///< of a text longer than 255 characters: the strings it must be split in
    std::string note;  ///< for people; "" when the record says all
};
BOOST_DESCRIBE_STRUCT(ExpectedRecord, (), (type, purpose, need, name, value, parts, note))

struct ExpectedRecords {
    std::string domain;
    std::string mail_server;  ///< its host name
    std::vector<ExpectedRecord> records;
};
BOOST_DESCRIBE_STRUCT(ExpectedRecords, (), (domain, mail_server, records))

/// What the DNS has for a record. valid: what is expected, as receivers take it; warning: it works, but
/// something should be put right; missing: nothing, and it is needed; mismatch: something else, or what
/// receivers do not take; optional: nothing or something else, and it need not be there; unchecked: could not
/// find out.
enum class Status { valid, warning, missing, mismatch, optional_, unchecked };
BOOST_DESCRIBE_ENUM(Status, valid, warning, missing, mismatch, optional_, unchecked)

/// Why a record has its status, where the status alone does not say it.
enum class Reason {
    none,
    no_answer,               ///< no DNS server answered within the time
    server_failed,           ///< the DNS server could not find out: broken zone, signatures, a loop of names
    own_address_unknown,     ///< the machine has no public address of its own to compare with
    host_is_alias,           ///< the server's name is a CNAME
    same_address,            ///< another name, with the server's address
    other_servers,           ///< beside the server others are named
    mx_is_alias,             ///< `about`: the name in MX that is a CNAME (RFC 2181, section 10.3)
    ptr_other_name,          ///< another name, but name and address confirm each other
    ptr_not_confirmed,       ///< `about`: the name that does not lead back to the address
    ptr_several,             ///< the address has more than one name
    spf_several,             ///< more than one SPF record, which counts as none that is valid
    spf_broken,              ///< cannot be evaluated (RFC 7208, "permerror")
    spf_too_many_lookups,    ///< needs more than ten look-ups (RFC 7208, section 4.6.4)
    spf_not_allowed,         ///< `about`: the server's addresses that it does not permit
    spf_allows_everybody,    ///< permits every address of the world (`+all`)
    spf_depends_on_sender,   ///< permits by the sender or by reverse names, which cannot be known beforehand
    dmarc_several,           ///< more than one DMARC record, which counts as none
    dmarc_policy_none,       ///< asks others to do nothing
    dmarc_policy_missing,    ///< has no `p` (RFC 7489, section 6.6.3)
    dmarc_policy_invalid,    ///< `about`: the part that is no policy (RFC 7489, section 6.6.3)
    dmarc_policy_not_first,  ///< `p` does not stand right behind the version (RFC 7489, section 6.3)
    dmarc_part_ignored,      ///< `about`: a part that receivers leave out of account
    dmarc_inherited,         ///< `about`: the domain above, whose record counts
    dkim_other_key,          ///< another key than the one that signs here
    dkim_revoked,            ///< an empty key: signatures are refused
    dkim_several,            ///< more than one record, of which verifiers may take any (RFC 6376, 3.6.2.2)
    dkim_broken,             ///< `about`: what makes it no key record (RFC 6376, sections 3.2 and 3.6.1)
    dkim_not_for_mail,       ///< `about`: a limit that leaves out our mail: service type or hash
    dkim_test_mode,          ///< verifiers treat its mail as if it were not signed (`t=y`)
};
BOOST_DESCRIBE_ENUM(Reason, none, no_answer, server_failed, own_address_unknown, host_is_alias, same_address,
                    other_servers, mx_is_alias, ptr_other_name, ptr_not_confirmed, ptr_several, spf_several,
                    spf_broken, spf_too_many_lookups, spf_not_allowed, spf_allows_everybody,
                    spf_depends_on_sender, dmarc_several, dmarc_policy_none, dmarc_policy_missing,
                    dmarc_policy_invalid, dmarc_policy_not_first, dmarc_part_ignored, dmarc_inherited,
                    dkim_other_key, dkim_revoked, dkim_several, dkim_broken, dkim_not_for_mail,
                    dkim_test_mode)

/// What a domain asks receivers to do with mail that fails DMARC.
enum class DmarcAction { none, quarantine, reject };
BOOST_DESCRIBE_ENUM(DmarcAction, none, quarantine, reject)

/// The DMARC policy that receivers follow for a domain (RFC 7489, section 6.6.3), wherever it is written.
struct DmarcPolicy {
    DmarcAction action = DmarcAction::none;
    std::int64_t percent = 100;  ///< of the mail that fails
    std::string from;            ///< the domain whose record says so
};
BOOST_DESCRIBE_STRUCT(DmarcPolicy, (), (action, percent, from))

/// An expected record and what the DNS has in its place. What came from the DNS is printable ASCII, all else
/// in it is escaped ("\DDD"), and it is cut at a bound.
struct CheckedRecord : ExpectedRecord {
    Status status = Status::unchecked;
    Reason reason = Reason::none;
    std::string about;                  ///< what the reason is about; "" when it says all
    std::vector<std::string> current;   ///< as a zone file has it, a text without its quotes
    std::int64_t more = 0;              ///< how many there are beyond those in `current`
    std::optional<DmarcPolicy> policy;  ///< of a DMARC record; none when receivers follow no policy
};
BOOST_DESCRIBE_STRUCT(CheckedRecord, (ExpectedRecord), (status, reason, about, current, more, policy))

/// How many records have each status.
struct CheckSummary {
    std::int64_t valid = 0;
    std::int64_t warning = 0;
    std::int64_t missing = 0;
    std::int64_t mismatch = 0;
    std::int64_t optional = 0;
    std::int64_t unchecked = 0;
};
BOOST_DESCRIBE_STRUCT(CheckSummary, (), (valid, warning, missing, mismatch, optional, unchecked))

struct CheckedRecords {
    std::string domain;
    std::string mail_server;  ///< its host name
    Seconds checked;
    CheckSummary summary;
    std::vector<CheckedRecord> records;
};
BOOST_DESCRIBE_STRUCT(CheckedRecords, (), (domain, mail_server, checked, summary, records))

}  // namespace mailapp::dns
