"""Words for exchanging with the central server (codes R), also those of an error's answer."""

from __future__ import annotations

from kiosk.messages.types import QT_TRANSLATE_NOOP, Message

_KEPT = QT_TRANSLATE_NOOP(
    "messages", "Rien n’est perdu : tout est gardé sur ce poste et partira plus tard."
)
_KEPT_HERE = QT_TRANSLATE_NOOP("messages", "Ce changement reste gardé sur ce poste.")
_GO_ON = QT_TRANSLATE_NOOP("messages", "Vous pouvez continuer.")
_GO_BACK = QT_TRANSLATE_NOOP("messages", "Revenir")
_CLOCK = QT_TRANSLATE_NOOP("messages", "Le support informatique peut la régler.")
_RETRY = QT_TRANSLATE_NOOP("messages", "Réessayer")
_LOOK = QT_TRANSLATE_NOOP("messages", "Voir les réglages du réseau")
_COPY = QT_TRANSLATE_NOOP("messages", "Copier le code pour le support")
_SEE = QT_TRANSLATE_NOOP("messages", "Voir ce qui est à vérifier")
_SUPPORT = QT_TRANSLATE_NOOP("messages", "Le support informatique peut vous aider.")
_LATER = QT_TRANSLATE_NOOP(
    "messages", "Le poste réessaie tout seul. Le support peut vous aider si cela dure."
)
_MANAGER = QT_TRANSLATE_NOOP(
    "messages", "La personne responsable de votre structure peut vous aider."
)

MESSAGES: dict[str, Message] = {
    "sync.no_network": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce poste n’est pas relié à Internet."),
        safe=_KEPT,
        action=_LOOK,
        helper=_LATER,
        code="R-101",
    ),
    "sync.server_away": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le serveur ne répond pas."),
        safe=_KEPT,
        action=_RETRY,
        helper=_LATER,
        code="R-102",
    ),
    "sync.server_slow": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "La connexion est très lente : le serveur n’a pas répondu à temps."
        ),
        safe=_KEPT,
        action=_RETRY,
        helper=_LATER,
        code="R-103",
    ),
    "sync.cut": Message(
        what=QT_TRANSLATE_NOOP("messages", "La connexion a été coupée pendant l’envoi."),
        safe=_KEPT,
        action=_RETRY,
        helper=_LATER,
        code="R-104",
    ),
    "sync.portal": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Ce réseau demande d’abord d’ouvrir sa page d’accès à Internet."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n’a été envoyé. Tout est gardé sur ce poste."),
        action=_LOOK,
        helper=QT_TRANSLATE_NOOP(
            "messages",
            "Qui s’occupe de ce réseau peut l’ouvrir. Le poste réessaie tout seul.",
        ),
        code="R-217",
    ),
    "sync.proxy_away": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Le relais réseau du site (proxy) ne laisse pas passer."
        ),
        safe=_KEPT,
        action=_LOOK,
        helper=_SUPPORT,
        code="R-213",
    ),
    "sync.proxy_who": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Le relais réseau du site (proxy) ne reconnaît pas ce poste."
        ),
        safe=_KEPT,
        action=_COPY,
        helper=_SUPPORT,
        code="R-214",
    ),
    "sync.proxy_setting": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Le réglage « proxy » n’est pas une adresse de la forme hôte:port."
        ),
        safe=_KEPT,
        action=_COPY,
        helper=_SUPPORT,
        code="R-215",
    ),
    "sync.proxy_secret": Message(
        what=QT_TRANSLATE_NOOP(
            "messages",
            "Le fichier « proxy.secret » n’a pas la forme nom:mot de passe,"
            " ou d’autres peuvent le lire.",
        ),
        safe=_KEPT,
        action=_COPY,
        helper=_SUPPORT,
        code="R-216",
    ),
    "sync.no_secure_line": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce réseau empêche une connexion sûre avec le serveur."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n’a été envoyé. Tout est gardé sur ce poste."),
        action=_LOOK,
        helper=_LATER,
        code="R-105",
    ),
    "sync.wrong_certificate": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le serveur joint n’est pas celui de ce poste."),
        safe=QT_TRANSLATE_NOOP(
            "messages", "Rien ne lui a été envoyé. Tout est gardé sur ce poste."
        ),
        action=_COPY,
        helper=_SUPPORT,
        code="R-106",
    ),
    "sync.other_server": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Le serveur a changé de clé depuis l’installation de ce poste."
        ),
        safe=QT_TRANSLATE_NOOP(
            "messages", "Rien ne lui a été envoyé. Tout est gardé sur ce poste."
        ),
        action=_COPY,
        helper=_SUPPORT,
        code="R-107",
    ),
    "sync.server_fault": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le serveur a un problème."),
        safe=_KEPT,
        action=_RETRY,
        helper=_LATER,
        code="R-108",
    ),
    "sync.maintenance": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le serveur est en maintenance."),
        safe=_KEPT,
        action=_RETRY,
        helper=_LATER,
        code="R-109",
    ),
    "sync.maintenance_planned": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le réseau sera en pause le {day}, de {start} à {end}."),
        safe=_GO_ON,
        action=_GO_BACK,
        helper=_LATER,
        code="R-150",
    ),
    "sync.maintenance_days": Message(
        what=QT_TRANSLATE_NOOP(
            "messages",
            "Le réseau sera en pause du {day} à {start} jusqu’au {last_day} à {end}.",
        ),
        safe=_GO_ON,
        action=_GO_BACK,
        helper=_LATER,
        code="R-151",
    ),
    "sync.maintenance_now": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le réseau est en pause jusqu’à {end}."),
        safe=_GO_ON,
        action=_GO_BACK,
        helper=_LATER,
        code="R-152",
    ),
    "sync.clock_ahead": Message(
        what=QT_TRANSLATE_NOOP("messages", "L’heure de ce poste avance de {by}."),
        safe=_GO_ON,
        action=_COPY,
        helper=_CLOCK,
        code="R-153",
    ),
    "sync.clock_behind": Message(
        what=QT_TRANSLATE_NOOP("messages", "L’heure de ce poste retarde de {by}."),
        safe=_GO_ON,
        action=_COPY,
        helper=_CLOCK,
        code="R-154",
    ),
    "sync.reads_only": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce poste n’envoie plus rien."),
        safe=QT_TRANSLATE_NOOP("messages", "Vous pouvez lire vos papiers."),
        action=_GO_BACK,
        helper=QT_TRANSLATE_NOOP("messages", "Un professionnel peut vous aider."),
        code="R-155",
    ),
    "sync.server_full": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le serveur n’a plus de place."),
        safe=_KEPT,
        action=_RETRY,
        helper=_SUPPORT,
        code="R-110",
    ),
    "sync.too_many": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le serveur demande d’attendre un peu."),
        safe=_KEPT,
        action=_RETRY,
        helper=_LATER,
        code="R-111",
    ),
    "sync.malformed": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Le serveur a donné une réponse que ce poste ne comprend pas."
        ),
        safe=_KEPT,
        action=_RETRY,
        helper=_SUPPORT,
        code="R-112",
    ),
    "sync.bad_receipt": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le serveur a donné un reçu qui n’est pas valable."),
        safe=QT_TRANSLATE_NOOP("messages", "Les changements restent gardés sur ce poste."),
        action=_COPY,
        helper=_SUPPORT,
        code="R-113",
    ),
    "sync.too_much_aside": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Le serveur envoie des données que ce poste ne peut pas vérifier."
        ),
        safe=QT_TRANSLATE_NOOP(
            "messages", "Elles n’ont pas été gardées. Tout ce qui est sur ce poste est en sécurité."
        ),
        action=_COPY,
        helper=_SUPPORT,
        code="R-114",
    ),
    "sync.not_signed_in": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le serveur n’a pas reconnu ce poste cette fois."),
        safe=_KEPT,
        action=_RETRY,
        helper=_LATER,
        code="R-115",
    ),
    "sync.bad_proof": Message(
        what=QT_TRANSLATE_NOOP("messages", "Cette preuve d’identité n’est pas la bonne."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n’a été changé."),
        action=_RETRY,
        helper=_SUPPORT,
        code="R-116",
    ),
    "sync.locked": Message(
        what=QT_TRANSLATE_NOOP("messages", "Trop d’essais. Attendez {seconds} secondes."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n’a été changé."),
        action=_RETRY,
        helper=QT_TRANSLATE_NOOP("messages", "Un professionnel peut vous aider."),
        code="R-117",
    ),
    "sync.build_too_old": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Ce poste a besoin d’une mise à jour pour parler au serveur."
        ),
        safe=_KEPT,
        action=QT_TRANSLATE_NOOP("messages", "Demander la mise à jour"),
        helper=_SUPPORT,
        code="R-120",
    ),
    "sync.server_too_old": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Le serveur a besoin d’une mise à jour pour parler à ce poste."
        ),
        safe=_KEPT,
        action=_COPY,
        helper=_SUPPORT,
        code="R-121",
    ),
    "sync.protocol": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce poste et le serveur n’ont pas la même version."),
        safe=_KEPT,
        action=_COPY,
        helper=_SUPPORT,
        code="R-122",
    ),
    "sync.device_unknown": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le serveur ne connaît pas ce poste."),
        safe=_KEPT,
        action=_COPY,
        helper=_SUPPORT,
        code="R-130",
    ),
    "sync.device_removed": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce poste a été retiré du réseau."),
        safe=QT_TRANSLATE_NOOP("messages", "Ce qui n’est pas parti reste gardé sur ce poste."),
        action=_COPY,
        helper=_MANAGER,
        code="R-131",
    ),
    "sync.structure_suspended": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le réseau a suspendu votre structure."),
        safe=_KEPT,
        action=QT_TRANSLATE_NOOP("messages", "Prévenir la personne responsable"),
        helper=_MANAGER,
        code="R-132",
    ),
    "sync.structure_ended": Message(
        what=QT_TRANSLATE_NOOP("messages", "Votre structure a quitté le réseau."),
        safe=QT_TRANSLATE_NOOP("messages", "Ce qui n’est pas parti reste gardé sur ce poste."),
        action=QT_TRANSLATE_NOOP("messages", "Prévenir la personne responsable"),
        helper=_MANAGER,
        code="R-133",
    ),
    "sync.not_allowed": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le serveur n’autorise pas cette demande."),
        safe=_KEPT,
        action=_COPY,
        helper=_SUPPORT,
        code="R-134",
    ),
    "sync.not_found": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le serveur n’a pas trouvé ce qui est demandé."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n’a été changé."),
        action=_RETRY,
        helper=_SUPPORT,
        code="R-140",
    ),
    "sync.wrong_offset": Message(
        what=QT_TRANSLATE_NOOP("messages", "L’envoi d’une page doit reprendre."),
        safe=_KEPT,
        action=_RETRY,
        helper=_LATER,
        code="R-141",
    ),
    "sync.hash_mismatch": Message(
        what=QT_TRANSLATE_NOOP("messages", "Une page est arrivée abîmée au serveur : elle repart."),
        safe=_KEPT,
        action=_RETRY,
        helper=_LATER,
        code="R-142",
    ),
    "sync.too_large": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce fichier est trop grand pour le serveur."),
        safe=_KEPT_HERE,
        action=_COPY,
        helper=_SUPPORT,
        code="R-143",
    ),
    "sync.bad_cursor": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Le serveur a été remplacé : ce poste reprend tout depuis le début."
        ),
        safe=_KEPT,
        action=_RETRY,
        helper=_LATER,
        code="R-144",
    ),
    "sync.wrong_part": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Une page reçue du serveur n’est pas celle attendue. Elle a été refusée."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Tout ce qui est sur ce poste est en sécurité."),
        action=_RETRY,
        helper=_SUPPORT,
        code="R-145",
    ),
    "sync.agent_away": Message(
        what=QT_TRANSLATE_NOOP("messages", "L’envoi redémarre sur ce poste."),
        safe=_KEPT,
        action=_RETRY,
        helper=_LATER,
        code="R-146",
    ),
    "sync.refused.unreadable": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le serveur n’a pas pu lire ce changement."),
        safe=_KEPT_HERE,
        action=_COPY,
        helper=_SUPPORT,
        code="R-201",
    ),
    "sync.refused.bad_signature": Message(
        what=QT_TRANSLATE_NOOP("messages", "La signature de ce changement n’est pas valable."),
        safe=_KEPT_HERE,
        action=_COPY,
        helper=_SUPPORT,
        code="R-202",
    ),
    "sync.refused.not_a_member": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "La personne qui a fait ce changement n’en a pas ou plus le droit."
        ),
        safe=_KEPT_HERE,
        action=_SEE,
        helper=_MANAGER,
        code="R-203",
    ),
    "sync.refused.withdrawn": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "La personne a mis fin au rattachement avant ce changement."
        ),
        safe=_KEPT_HERE,
        action=_SEE,
        helper=_MANAGER,
        code="R-204",
    ),
    "sync.refused.outdated": Message(
        what=QT_TRANSLATE_NOOP("messages", "Un changement plus récent a déjà été fait ailleurs."),
        safe=_KEPT_HERE,
        action=_SEE,
        helper=_SUPPORT,
        code="R-205",
    ),
    "sync.refused.expired": Message(
        what=QT_TRANSLATE_NOOP("messages", "Cette demande est arrivée trop tard."),
        safe=_KEPT_HERE,
        action=_SEE,
        helper=_SUPPORT,
        code="R-206",
    ),
    "sync.refused.login_taken": Message(
        what=QT_TRANSLATE_NOOP("messages", "Cet identifiant existe déjà."),
        safe=_KEPT_HERE,
        action=_COPY,
        helper=_SUPPORT,
        code="R-207",
    ),
    "sync.refused.deleted": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le coffre de cette personne a été supprimé."),
        safe=_KEPT_HERE,
        action=_SEE,
        helper=_SUPPORT,
        code="R-218",
    ),
    "sync.refused.log_gap": Message(
        what=QT_TRANSLATE_NOOP("messages", "Il manque une partie du journal de ce poste."),
        safe=_KEPT_HERE,
        action=_COPY,
        helper=_SUPPORT,
        code="R-208",
    ),
    "sync.refused.log_fork": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le journal de ce poste ne suit pas celui du serveur."),
        safe=_KEPT_HERE,
        action=_COPY,
        helper=_SUPPORT,
        code="R-209",
    ),
    "sync.refused.too_large": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce changement est trop grand pour le serveur."),
        safe=_KEPT_HERE,
        action=_COPY,
        helper=_SUPPORT,
        code="R-210",
    ),
    "sync.refused.other": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le serveur a refusé ce changement."),
        safe=_KEPT_HERE,
        action=_COPY,
        helper=_SUPPORT,
        code="R-211",
    ),
}
