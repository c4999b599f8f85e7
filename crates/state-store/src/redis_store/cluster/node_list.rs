//! The list of all nodes: masters that own no slot yet are in no slot range.

use super::node_address::NodeAddress;

/// Reads the masters without slots that answer from what the node at `sender` replies to `CLUSTER NODES`.
///
/// A line is `id ip:port@bus[,name] flags master sent received epoch link [slots …]`.
pub(super) fn slotless_masters(text: &str, sender: &NodeAddress) -> Vec<NodeAddress> {
    text.lines().filter_map(|line| slotless_master(line, sender)).collect()
}

fn slotless_master(line: &str, sender: &NodeAddress) -> Option<NodeAddress> {
    let mut fields = line.split_ascii_whitespace();
    let (address, flags) = (fields.nth(1)?, fields.next()?);
    let mut flags = flags.split(',');
    let serves = flags.clone().any(|flag| flag == "master")
        && !flags.any(|flag| matches!(flag, "fail" | "fail?" | "handshake" | "noaddr"));
    // Slots that are being moved are in brackets.
    let owns_slots = fields.skip(5).any(|slots| !slots.starts_with('['));
    if !serves || owns_slots {
        return None;
    }
    let (address, name) = address.split_once(',').unwrap_or((address, ""));
    let (ip, port) = address.split_once('@')?.0.rsplit_once(':')?;
    // Further names follow the host name.
    let host = name.split(',').next().filter(|name| !name.is_empty()).unwrap_or(ip);
    NodeAddress::from_reply(host, port.parse().ok()?, sender)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_masters_that_answer_and_own_no_slot_are_listed() {
        let sender = NodeAddress { host: "10.0.0.9".to_owned(), port: 7000 };
        let text = "\
            a1 10.0.0.1:7001@17001 myself,master - 0 0 1 connected 0-5460\n\
            a2 10.0.0.2:7002@17002,redis-2 master - 0 1 2 connected\n\
            a3 10.0.0.3:7003@17003 slave a1 0 1 1 connected\n\
            a4 10.0.0.4:7004@17004 master,fail - 1 1 4 disconnected\n\
            a5 :7005@17005 myself,master - 0 0 5 connected [93-<-a1]\n\
            a6 :0@0 master,noaddr - 0 0 6 disconnected\n\
            a7 2001:db8::7:7007@17007,,shard-id=x master - 0 1 7 connected\n\
            a8 10.0.0.8:7008@17008 master - 0 1 8 connected 5461\n\
            nonsense\n";
        let found: Vec<String> = slotless_masters(text, &sender).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["redis-2:7002", "10.0.0.9:7005", "2001:db8::7:7007"]);
    }
}
