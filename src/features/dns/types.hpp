#pragma once

#include "base/clock.hpp"
#include "reflect/enums.hpp"
#include "reflect/members.hpp"

#include <cstdint>
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

/// What the DNS has for a record. valid: what is expected; missing: nothing, and it is needed; mismatch:
/// something else; optional: nothing or something else, and it need not be there; unchecked: could not find
/// out.
enum class Status { valid, missing, mismatch, optional_, unchecked };
BOOST_DESCRIBE_ENUM(Status, valid, missing, mismatch, optional_, unchecked)

/// Why a record has its status, where the status alone does not say it.
enum class Reason {
    none,
    no_answer,              ///< no DNS server answered within the time
    server_failed,          ///< the DNS server could not find out: broken zone, signatures, a loop of names
    own_address_unknown,    ///< the machine has no public address of its own to compare with
    host_is_alias,          ///< the server's name is a CNAME
    same_address,           ///< another name, with the server's address
    other_servers,          ///< beside the server others are named
    spf_several,            ///< more than one SPF record, which counts as none that is valid
    spf_broken,             ///< cannot be evaluated (RFC 7208, "permerror")
    spf_too_many_lookups,   ///< needs more than ten look-ups (RFC 7208, section 4.6.4)
    spf_not_allowed,        ///< `about`: the server's addresses that it does not permit
    spf_depends_on_sender,  ///< permits by the sender or by reverse names, which cannot be known beforehand
    dmarc_several,          ///< more than one DMARC record, which counts as none
    dmarc_policy_none,      ///< asks others to do nothing
    dkim_other_key,         ///< another key than the one that signs here
    dkim_revoked,           ///< an empty key: signatures are refused
};
BOOST_DESCRIBE_ENUM(Reason, none, no_answer, server_failed, own_address_unknown, host_is_alias, same_address,
                    other_servers, spf_several, spf_broken, spf_too_many_lookups, spf_not_allowed,
                    spf_depends_on_sender, dmarc_several, dmarc_policy_none, dkim_other_key, dkim_revoked)

/// An expected record and what the DNS has in its place. What came from the DNS is printable ASCII, all else
/// in it is escaped ("\DDD"), and it is cut at a bound.
struct CheckedRecord : ExpectedRecord {
    Status status = Status::unchecked;
    Reason reason = Reason::none;
    std::string about;                 ///< what the reason is about; "" when it says all
    std::vector<std::string> current;  ///< as a zone file has it, a text without its quotes
    std::int64_t more = 0;             ///< how many there are beyond those in `current`
};
BOOST_DESCRIBE_STRUCT(CheckedRecord, (ExpectedRecord), (status, reason, about, current, more))

/// How many records have each status.
struct CheckSummary {
    std::int64_t valid = 0;
    std::int64_t missing = 0;
    std::int64_t mismatch = 0;
    std::int64_t optional = 0;
    std::int64_t unchecked = 0;
};
BOOST_DESCRIBE_STRUCT(CheckSummary, (), (valid, missing, mismatch, optional, unchecked))

struct CheckedRecords {
    std::string domain;
    std::string mail_server;  ///< its host name
    Seconds checked;
    CheckSummary summary;
    std::vector<CheckedRecord> records;
};
BOOST_DESCRIBE_STRUCT(CheckedRecords, (), (domain, mail_server, checked, summary, records))

}  // namespace mailapp::dns
