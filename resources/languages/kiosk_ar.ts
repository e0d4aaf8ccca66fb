<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ar" sourcelanguage="fr_FR">
<context>
    <name>AccessesView</name>
    <message>
        <source>Qui peut voir</source>
        <translation>من يمكنه الرؤية</translation>
    </message>
    <message>
        <source>Voir avant</source>
        <translation>عرض ما قبل ذلك</translation>
    </message>
    <message>
        <source>Ici, vous voyez qui ouvre votre coffre.</source>
        <translation>هنا ترون من يفتح خزنتكم.</translation>
    </message>
    <message>
        <source>Qui a regardé mon coffre</source>
        <translation>من شاهد خزنتي</translation>
    </message>
    <message>
        <source>Un instant…</source>
        <translation>لحظة…</translation>
    </message>
    <message>
        <source>On demande aussi aux autres postes…</source>
        <translation>نسأل الأجهزة الأخرى أيضًا…</translation>
    </message>
    <message>
        <source>Sur les autres postes : jusqu’au %1.</source>
        <translation>على الأجهزة الأخرى: حتى %1.</translation>
    </message>
    <message>
        <source>On voit ce poste. Les autres postes ne répondent pas.</source>
        <translation>نرى هذا الجهاز. الأجهزة الأخرى لا تجيب.</translation>
    </message>
    <message>
        <source>On voit ce poste. Les autres sont à vérifier par le support.</source>
        <translation>نرى هذا الجهاز. على الدعم التحقّق من الأجهزة الأخرى.</translation>
    </message>
    <message>
        <source>%1 fois</source>
        <translation>عدد المرّات: %1</translation>
    </message>
    <message>
        <source>Coffre ouvert</source>
        <translation>فُتحت الخزنة</translation>
    </message>
    <message>
        <source>Liste des papiers regardée</source>
        <translation>مشاهدة قائمة الأوراق</translation>
    </message>
    <message>
        <source>Papier lu</source>
        <translation>قراءة ورقة</translation>
    </message>
    <message>
        <source>Papier envoyé à l’imprimante</source>
        <translation>إرسال ورقة إلى الطابعة</translation>
    </message>
    <message>
        <source>Copie sortie du coffre pour travailler</source>
        <translation>إخراج نسخة عمل من الخزنة</translation>
    </message>
    <message>
        <source>Copie de travail supprimée</source>
        <translation>حذف نسخة عمل</translation>
    </message>
    <message>
        <source>Nom et naissance regardés</source>
        <translation>تم الاطلاع على الاسم وتاريخ الميلاد</translation>
    </message>
    <message>
        <source>Nom ou naissance corrigés</source>
        <translation>تم تصحيح الاسم أو تاريخ الميلاد</translation>
    </message>
    <message>
        <source>Rappels regardés</source>
        <translation>تم الاطلاع على التذكيرات</translation>
    </message>
    <message>
        <source>Rappel demandé, changé ou annulé</source>
        <translation>تم طلب تذكير أو تغييره أو إلغاؤه</translation>
    </message>
    <message>
        <source>Réponse notée : recevoir des rappels ou non</source>
        <translation>تم تسجيل الجواب: تلقي تذكيرات أم لا</translation>
    </message>
    <message>
        <source>Papier ajouté</source>
        <translation>إضافة ورقة</translation>
    </message>
    <message>
        <source>Papier partagé</source>
        <translation>مشاركة ورقة</translation>
    </message>
    <message>
        <source>Papier rendu privé</source>
        <translation>جعل ورقة خاصّة</translation>
    </message>
    <message>
        <source>Papier copié sur une clé</source>
        <translation>نُسخت ورقة إلى ذاكرة USB</translation>
    </message>
    <message>
        <source>Partage commencé</source>
        <translation>بدء المشاركة</translation>
    </message>
    <message>
        <source>Partage arrêté</source>
        <translation>إيقاف المشاركة</translation>
    </message>
    <message>
        <source>Partage bientôt arrêté : deux ans sans usage</source>
        <translation>ستتوقف المشاركة قريبًا: سنتان دون استعمال</translation>
    </message>
    <message>
        <source>Partage arrêté : deux ans sans usage</source>
        <translation>أُوقفت المشاركة: سنتان دون استعمال</translation>
    </message>
    <message>
        <source>Coffre bientôt supprimé : cinquante ans sans usage</source>
        <translation>ستُحذف الخزنة قريبًا: خمسون سنة دون استعمال</translation>
    </message>
    <message>
        <source>Entrée avec le mot de passe</source>
        <translation>دخول بكلمة السر</translation>
    </message>
    <message>
        <source>Coffre demandé avec le mot de passe</source>
        <translation>طُلبت الخزنة بكلمة السر</translation>
    </message>
    <message>
        <source>Essai avec un mauvais mot de passe</source>
        <translation>محاولة بكلمة سرّ خاطئة</translation>
    </message>
    <message>
        <source>Changement refusé</source>
        <translation>رُفض تغيير</translation>
    </message>
    <message>
        <source>Autre chose</source>
        <translation>شيء آخر</translation>
    </message>
    <message>
        <source>Vous</source>
        <translation>أنتم</translation>
    </message>
    <message>
        <source>Le service</source>
        <translation>الخدمة</translation>
    </message>
    <message>
        <source>responsable</source>
        <translation>مسؤول</translation>
    </message>
    <message>
        <source>professionnel</source>
        <translation>مهنيّ</translation>
    </message>
    <message>
        <source>Quelqu’un</source>
        <translation>شخص ما</translation>
    </message>
    <message>
        <source>Un professionnel</source>
        <translation>أحد المهنيّين</translation>
    </message>
</context>
<context>
    <name>BusyLine</name>
    <message>
        <source>Arrêter</source>
        <extracomment>Button that stops work under way; what is done stays</extracomment>
        <translation>إيقاف</translation>
    </message>
</context>
<context>
    <name>ChangesLine</name>
    <message>
        <source>Remettre
comme avant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deux côtés sur une page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 : remettre comme avant</source>
        <extracomment>%1 is what was done to the page, for example &quot;Redressée&quot;</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bords coupés</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redressée</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mise à plat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remise à l’endroit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fond blanchi</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>En gris</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>En noir et blanc</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tournée</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ClosedPage</name>
    <message>
        <source>Je suis un professionnel</source>
        <extracomment>A professional opens the terminal for the day. Max 32 characters.</extracomment>
        <translation>أنا من العاملين هنا</translation>
    </message>
</context>
<context>
    <name>Copies</name>
    <message>
        <source>Une démarche en ligne</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un dossier pour une administration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un partenaire, avec la personne</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Autre motif</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce soir</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Demain soir</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dans %1 jours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ce soir</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>le %1 au soir</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>à %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>le %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CopiesView</name>
    <message>
        <source>Mes copies de travail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copies de papiers que vous avez sorties d’un coffre, sur ce poste. Supprimez chacune dès qu’elle a servi : sinon le poste le fait à l’heure dite.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Aucune copie n’est sortie.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un instant…</source>
        <translation>لحظة…</translation>
    </message>
    <message>
        <source>À supprimer</source>
        <extracomment>State of a work copy that should be deleted and could not be</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Supprimée %1</source>
        <extracomment>State of a work copy; %1 is &quot;ce soir&quot;, &quot;à 15:40&quot;, &quot;le 28/11/2026 au soir&quot;</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>support absent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le poste n’a pas pu la supprimer. Branchez le support et essayez encore, ou supprimez-la où elle est.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Essayer de supprimer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Supprimer maintenant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Elle est supprimée, j’ai vérifié</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DeskFlow</name>
    <message>
        <source>Mes documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Téléchargements</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clé USB</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DeskHomeView</name>
    <message>
        <source>Accueil du poste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>responsable</source>
        <translation>مسؤول</translation>
    </message>
    <message>
        <source>« %1 » est retiré.</source>
        <extracomment>%1 is the name of a draft just removed</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hors connexion. Vous pouvez continuer.</source>
        <translation>لا يوجد اتصال. يمكنكم المتابعة.</translation>
    </message>
    <message>
        <source>Une impression n’est pas finie. Se déconnecter l’annule ; le papier reste dans le coffre.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 impressions ne sont pas finies. Se déconnecter les annule ; les papiers restent dans les coffres.</source>
        <extracomment>%1 is a number in words with a capital, &quot;Deux&quot;, or in digits from ten on</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deux Trois Quatre Cinq Six Sept Huit Neuf</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copies de travail à supprimer : %1. Le poste n’a pas pu le faire.</source>
        <extracomment>%1 is how many work copies should be deleted and are not known to be</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copies de travail sorties : %1. Supprimez-les dès qu’elles ont servi.</source>
        <extracomment>%1 is how many work copies are out of a safe</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verrouiller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Se déconnecter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attendre</source>
        <extracomment>Button: stay signed in until the printing is done. Max 12 characters.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Terminer quand même</source>
        <extracomment>Button: sign out, and take what is not printed out of the queue. Max 24 characters.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mes copies de travail</source>
        <extracomment>Button beside what is said of work copies. Max 24 characters.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chercher une personne</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nom, prénom ou identifiant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Personne à ce nom. Vérifiez l’orthographe ou cherchez par identifiant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ouvrir un coffre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Montrer une carte</source>
        <extracomment>Button: a person&apos;s card is held before the camera. Max 24 characters.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numériser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rattacher une personne</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Journal de l’équipe</source>
        <extracomment>Button of managers alone: what the team did here. Max 24 characters.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vus récemment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Les personnes que vous aidez ici apparaîtront là.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Les postes</source>
        <extracomment>Button of managers alone: the machines of the structure. Max 12 characters.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accès perdu ou volé</source>
        <extracomment>Button: one&apos;s access is lost, stolen or used by somebody else. Max 22 characters.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Personne n’est encore rattaché à votre service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 personne rattachée à votre service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 personnes rattachées à votre service</source>
        <extracomment>%1 is a number, 2 or more</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DeskPage</name>
    <message>
        <source>Revenir</source>
        <extracomment>Button in every page&apos;s head: one step back, nothing is lost</extracomment>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Aide</source>
        <extracomment>Button in every page&apos;s head: the keys of this page. Max 8 characters.</extracomment>
        <translation>مساعدة</translation>
    </message>
    <message>
        <source>Touches de cette page.   %1</source>
        <extracomment>%1 lists the keys of a page, each with what it does</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DeskSignInView</name>
    <message>
        <source>Ouvrir le poste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bonjour</source>
        <translation>أهلاً وسهلاً</translation>
    </message>
    <message>
        <source>Ouvrez ce poste avec votre accès.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identifiant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>par exemple claire.m-7k3f</source>
        <extracomment>Example of an identifier</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mot de passe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Montrer</source>
        <translation>إظهار</translation>
    </message>
    <message>
        <source>Mot de passe oublié ? Votre responsable en donne un nouveau.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vérification du mot de passe…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>écrivez votre identifiant.</source>
        <translation>اكتبوا المعرّف.</translation>
    </message>
    <message>
        <source>écrivez votre mot de passe.</source>
        <translation>اكتبوا كلمة السر.</translation>
    </message>
</context>
<context>
    <name>DeskWelcomePage</name>
    <message>
        <source>Bonjour</source>
        <extracomment>Title of the desk&apos;s waiting page. Max 20 characters.</extracomment>
        <translation>أهلاً وسهلاً</translation>
    </message>
    <message>
        <source>Se connecter</source>
        <extracomment>The one button of the desk&apos;s waiting page. Max 24 characters.</extracomment>
        <translation>تسجيل الدخول</translation>
    </message>
    <message>
        <source>Touchez l&apos;écran ou une touche pour commencer</source>
        <extracomment>Below the title: any touch or key opens the sign-in page. Max 60 characters.</extracomment>
        <translation>المسوا الشاشة أو أي مفتاح للبدء</translation>
    </message>
    <message>
        <source>Un instant, le poste se prépare</source>
        <extracomment>Shown while the sign-in page is being made ready. Max 40 characters.</extracomment>
        <translation>لحظة، الجهاز يستعد</translation>
    </message>
</context>
<context>
    <name>DossierView</name>
    <message>
        <source>Vous pouvez ajouter des papiers. Pour les lire, la personne se connecte.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identité : deux versions, d’ici et d’ailleurs. Choisissez avec la personne.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un instant…</source>
        <translation>لحظة…</translation>
    </message>
    <message>
        <source>La personne ne veut plus être rattachée à %1 ?</source>
        <extracomment>%1 is the service&apos;s name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ajouter un papier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ne plus rattacher</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identité</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rappels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Papiers que la personne partage avec votre service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ici viendront les papiers que la personne partage.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chercher dans les papiers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un mot du titre ou du papier</source>
        <translation>كلمة من العنوان أو من الورقة</translation>
    </message>
    <message>
        <source>Aucun papier lu ici ne contient ces mots.</source>
        <translation>لا توجد هنا ورقة مقروءة فيها هذه الكلمات.</translation>
    </message>
    <message>
        <source>Page d’avant</source>
        <translation>الصفحة السابقة</translation>
    </message>
    <message>
        <source>Page d’après</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plus petit</source>
        <translation>أصغر</translation>
    </message>
    <message>
        <source>Plus grand</source>
        <translation>أكبر</translation>
    </message>
    <message>
        <source>Imprimer</source>
        <translation>طباعة</translation>
    </message>
    <message>
        <source>Copie de travail</source>
        <extracomment>Button: take a copy of a paper out of the safe, for a while. Max 18 characters.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Votre service ne pourra plus ouvrir ses papiers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C’est immédiat, même hors connexion.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La personne garde son coffre et tous ses papiers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pour revenir, il faudra de nouveau son accord.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrêter le rattachement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Garder le rattachement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C’est arrêté</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Votre service ne voit plus les papiers de cette personne.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imprimer le reçu</source>
        <translation>طباعة الإيصال</translation>
    </message>
    <message>
        <source>Accueil</source>
        <translation>البداية</translation>
    </message>
    <message>
        <source>Page %1 sur %2</source>
        <extracomment>Place of the page shown; %1 of %2</extracomment>
        <translation>الصفحة %1 من %2</translation>
    </message>
    <message>
        <source>L’antivirus le tient pour dangereux : il reste fermé dans le coffre.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>L’antivirus ne l’a pas encore vu : il pourra être copié ensuite.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Une copie de travail le donne tel qu’il est venu.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce fichier ne peut pas être montré ici.</source>
        <translation type="unfinished">لا يمكن عرض هذا الملف هنا.</translation>
    </message>
</context>
<context>
    <name>DraftsCard</name>
    <message>
        <source>À finir</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rien à finir.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Effacé, car pas fini à temps. Dernier changement le %1 à %2.</source>
        <extracomment>Of work that nobody finished; %1 a day, %2 a time of day</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retirer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gardé jusqu’à aujourd’hui, %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gardé jusqu’à demain, %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gardé jusqu’au %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mis de côté</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coffre à ouvrir</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages à ranger</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EndPage</name>
    <message>
        <source>Rattacher une personne</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imprimer le reçu</source>
        <translation>طباعة الإيصال</translation>
    </message>
    <message>
        <source>Voir le dossier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accueil</source>
        <translation>البداية</translation>
    </message>
    <message>
        <source>La personne est rattachée à %1.</source>
        <extracomment>%1 is the service&apos;s name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vous voyez ses papiers partagés. C’est enregistré ici.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Réponse notée</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La personne a dit non. Rien d’autre n’est gardé.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un refus ne change rien à l’aide que vous apportez à la personne.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EndView</name>
    <message>
        <source>Ouvrir un coffre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imprimer la carte</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imprimer l’accord</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identifiant de la personne</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Aperçu de la carte</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Aperçu de l’accord</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refus noté</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accueil</source>
        <translation>البداية</translation>
    </message>
    <message>
        <source>Le coffre est ouvert. C’est enregistré ici. Ce sera envoyé plus tard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Donnez la carte à la personne. Le mot de passe n’est pas dessus.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numériser les premiers papiers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La réponse est notée. Rien d’autre n’est gardé.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un refus ne change rien à l’aide que vous apportez à la personne.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Impression…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EnrolView</name>
    <message>
        <source>Installer ce poste</source>
        <translation>تثبيت هذا الجهاز</translation>
    </message>
    <message>
        <source>On installe ce poste. Cela prend une minute au plus.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>le code commence par rk1- et se copie en entier.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Collez le code donné par votre responsable, ou lisez son QR code.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code du poste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nom de ce poste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>par exemple Bureau accueil</source>
        <extracomment>Example of how people call a desk</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Installer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le code sert une seule fois, pendant 24 heures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce poste est prêt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un professionnel ouvre maintenant le poste avec son accès.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ouvrir le poste</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EnterView</name>
    <message>
        <source>Ouvrir mon coffre</source>
        <translation>فتح خزنتي</translation>
    </message>
    <message>
        <source>Mon identifiant</source>
        <translation>المعرّف</translation>
    </message>
    <message>
        <source>Il est écrit sur votre carte</source>
        <translation>مكتوب على بطاقتكم</translation>
    </message>
    <message>
        <source>Mon mot de passe</source>
        <translation>كلمة السر</translation>
    </message>
    <message>
        <source>Montrer</source>
        <translation>إظهار</translation>
    </message>
    <message>
        <source>Ouvrir</source>
        <translation>فتح</translation>
    </message>
    <message>
        <source>Montrer ma carte</source>
        <extracomment>Button: hold one&apos;s card before the camera. Max 24 characters.</extracomment>
        <translation>أُظهر بطاقتي</translation>
    </message>
    <message>
        <source>Un professionnel ouvre ce poste</source>
        <translation>أحد المهنيين يفتح هذا الجهاز</translation>
    </message>
    <message>
        <source>On ouvre…</source>
        <translation>نفتح…</translation>
    </message>
    <message>
        <source>Trop d’essais. Attendez %1.</source>
        <translation>محاولات كثيرة. انتظروا %1.</translation>
    </message>
    <message>
        <source>écrivez votre identifiant.</source>
        <translation>اكتبوا المعرّف.</translation>
    </message>
    <message>
        <source>écrivez votre mot de passe.</source>
        <translation>اكتبوا كلمة السر.</translation>
    </message>
    <message>
        <source>Votre carte est lue. Écrivez votre mot de passe.</source>
        <extracomment>The card was read: its identifier stands in the field. Max 60 characters.</extracomment>
        <translation>قُرئت بطاقتكم. اكتبوا كلمة السر.</translation>
    </message>
</context>
<context>
    <name>FactsView</name>
    <message>
        <source>Identité : %1</source>
        <extracomment>Title of the page; %1 is a person&apos;s name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un instant…</source>
        <translation>لحظة…</translation>
    </message>
    <message>
        <source>C’est corrigé, sur ce poste et bientôt partout.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 : deux versions. Choisissez avec la personne.</source>
        <extracomment>Title above two cards; %1 is &quot;Nom&quot;, &quot;Date de naissance&quot;</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>L’autre reste gardée dans l’historique. Sans choix, les deux restent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ici</source>
        <extracomment>Where one of two versions was told: at this post, or at another one</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ailleurs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La personne</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Garder celle-ci</source>
        <extracomment>Button under one of two versions: this one counts</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 : « %2 » est gardé.</source>
        <extracomment>Told beside &quot;Défaire&quot;; %1 is &quot;Nom&quot;, %2 what was kept</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Corriger l’identité</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>21/11/1990, 1990 ou vers 1990</source>
        <extracomment>Examples of what may be typed as a birth date</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enregistrer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce qui était écrit reste dans l’historique.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>un seul nom suffit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>écrivez 21/11/1990, 1990 ou vers 1990.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prénoms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Date de naissance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Langue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rien</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FinderView</name>
    <message>
        <source>Ce que voit la caméra</source>
        <translation>ما تراه الكاميرا</translation>
    </message>
    <message>
        <source>Prendre la page</source>
        <extracomment>Button: the camera takes a picture of the page now</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C’est fini</source>
        <extracomment>Button: no page is left to be taken by the camera</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Posez la page à plat, tout entière dans l’image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ne bougez plus. La photo se prend seule.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>L’image est floue. Éloignez un peu la page ou éclairez-la.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C’est pris.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C’est pris. Posez la page suivante, ou appuyez sur C’est fini.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FinishView</name>
    <message>
        <source>Au revoir</source>
        <translation>إلى اللقاء</translation>
    </message>
    <message>
        <source>Papiers ajoutés : %1</source>
        <translation>الأوراق المضافة: %1</translation>
    </message>
    <message>
        <source>Papiers imprimés : %1</source>
        <translation>الأوراق المطبوعة: %1</translation>
    </message>
    <message>
        <source>Partages changés : %1</source>
        <translation>المشاركات التي تغيّرت: %1</translation>
    </message>
</context>
<context>
    <name>FirstSignInView</name>
    <message>
        <source>Première connexion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Se déconnecter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enregistrement…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>écrivez le mot de passe reçu.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choisissez votre mot de passe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Il remplace le mot de passe reçu. Vous seul le connaissez.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mot de passe reçu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Montrer</source>
        <translation>إظهار</translation>
    </message>
    <message>
        <source>Continuer</source>
        <translation>متابعة</translation>
    </message>
    <message>
        <source>Version du %1</source>
        <extracomment>%1 is the day of the text</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FormView</name>
    <message>
        <source>Ouvrir un coffre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fait</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>À faire</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ouverture du coffre sur ce poste…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On lit la carte…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lu sur la carte, à vérifier avec la personne.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rien de sûr n’a été lu. Posez le côté avec les lignes &lt;&lt;&lt;, ou tapez.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1. Qui</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prénoms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Date de naissance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>21/11/1990, 1990 ou vers 1990</source>
        <extracomment>Examples of what may be typed as a birth date</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parent ou tuteur qui donne l’accord</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lire une carte</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un seul nom suffit. Écrivez comme la personne l’écrit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Moins de 16 ans : un parent ou un tuteur donne l’accord.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Peut-être déjà là. Vérifiez avec la personne.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>2. Accord</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Langue de la personne</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interprète (si quelqu’un traduit)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tourner l’écran</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>3. Accès</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La personne choisit son mot de passe seule. Vous ne regardez pas.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passer la main</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>4. Premiers papiers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numériser tout de suite, juste après l’ouverture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Terminer et ouvrir le coffre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>écrivez 21/11/1990, 11/1990, 1990 ou vers 1990.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accord signé.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rattachement : oui.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rattachement : non.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Il manque la signature.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Il reste des questions à poser.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La personne lit, répond et signe, dans sa langue, sur l’écran tourné.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mot de passe : à choisir.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mot de passe choisi.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Téléphone noté.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E-mail noté.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Question secrète choisie.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Qui</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accord</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accès</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tout est prêt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Il reste : %1. Ce qui est écrit est gardé.</source>
        <extracomment>%1 lists the blocks that are not done</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HeldView</name>
    <message>
        <source>Fichier mis de côté</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce fichier n’est pas ouvert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Il est gardé ici, scellé. Personne ne peut l’ouvrir, l’imprimer ni le ranger.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vérifier à nouveau</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le laisser de côté</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le retirer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le retirer pour toujours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fichier sans nom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>L’antivirus regarde ce fichier…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce poste ne l’aura plus, et ne pourra plus le vérifier.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Il a été regardé à nouveau. Il reste de côté.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JournalView</name>
    <message>
        <source>Journal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rien de tel ici. Choisissez une autre période ou tout le monde.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exporter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce que l’équipe a fait sur ce poste.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Voir avant</source>
        <translation>عرض ما قبل ذلك</translation>
    </message>
    <message>
        <source>Ici, ce que fait l’équipe. Rien pour cette période.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Aujourd’hui</source>
        <translation type="unfinished">اليوم</translation>
    </message>
    <message>
        <source>7 jours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>31 jours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>12 mois</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quoi</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connexions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coffres</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Papiers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Poste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Qui</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tout le monde</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 fois</source>
        <extracomment>After a sentence: how many times it happened in a row</extracomment>
        <translation>عدد المرّات: %1</translation>
    </message>
    <message>
        <source>Un autre poste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Les autres postes : demandé au serveur…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Des autres postes, rien n’est encore arrivé ici.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce que l’équipe a fait sur ce poste et, d’après ce que ce poste a reçu jusqu’au %1, sur les autres.</source>
        <extracomment>%1 is a date and an hour</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rien de ces autres postes n’est gardé ici avant le %1.</source>
        <extracomment>%1 is a date</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quelqu’un</source>
        <translation>شخص ما</translation>
    </message>
    <message>
        <source>Ce poste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le poste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un poste a été installé</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a ouvert sa session</source>
        <extracomment>%1 is a name; what follows says what that person did</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a fermé sa session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Essai avec un mauvais mot de passe : %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a changé son mot de passe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a accepté les conditions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a signalé un accès perdu ou volé</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a ouvert un coffre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a rattaché une personne</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a mis fin à un rattachement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a noté un refus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a regardé une identité</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a corrigé une identité</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a regardé des rappels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a demandé, changé ou annulé un rappel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a noté si la personne veut des rappels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a cherché si un coffre existe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a regardé une liste de papiers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a lu un papier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a imprimé un papier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a sorti une copie de travail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a supprimé une copie de travail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a ajouté un papier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a décidé d’un envoi refusé</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a fait un code pour un nouveau poste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a retiré un poste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce poste a été installé</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alerte : le journal du serveur n’est pas celui attendu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>L’alerte sur le journal du serveur a été levée</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>L’horloge du poste a été reculée</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a fait autre chose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Aucun endroit où écrire. Branchez une clé, puis revenez.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Où écrire le journal ?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le fichier parle de ce poste seulement : des numéros, des heures et des mots du programme, aucun nom. Qui contrôle peut prouver que rien n’y est changé.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Écrit : %1, %2 lignes.</source>
        <extracomment>%1 is a file&apos;s name, %2 a count</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le serveur n’a pas donné de nouvelle preuve.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>À dire par un autre chemin que le fichier, empreinte du poste : %1</source>
        <extracomment>%1 is a long code in groups of letters and digits</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LockView</name>
    <message>
        <source>Le poste est verrouillé</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mot de passe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Montrer</source>
        <translation>إظهار</translation>
    </message>
    <message>
        <source>Déverrouiller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Votre travail est gardé.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Je suis quelqu’un d’autre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La session se ferme. Les brouillons restent à leur auteur.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verrouillé par %1.</source>
        <extracomment>%1 is the name of the professional who locked the desk</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vérification du mot de passe…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>écrivez votre mot de passe.</source>
        <translation>اكتبوا كلمة السر.</translation>
    </message>
</context>
<context>
    <name>MyRemindersView</name>
    <message>
        <source>Un instant…</source>
        <translation>لحظة…</translation>
    </message>
    <message>
        <source>Rappel annulé : %1.</source>
        <extracomment>Told beside &quot;Défaire&quot;; %1 is a day and an hour</extracomment>
        <translation>أُلغي التذكير: %1.</translation>
    </message>
    <message>
        <source>Mes rappels</source>
        <translation>تذكيراتي</translation>
    </message>
    <message>
        <source>Quand est le rendez-vous ?</source>
        <translation>متى الموعد؟</translation>
    </message>
    <message>
        <source>Ici, vos rappels : un message avant le rendez-vous.</source>
        <translation>هنا تذكيراتكم: رسالة قبل الموعد.</translation>
    </message>
    <message>
        <source>Demander un rappel</source>
        <translation>طلب تذكير</translation>
    </message>
    <message>
        <source>Vous ne voulez pas de rappels. Aucun message ne part.</source>
        <translation>أنتم لا تريدون تذكيرات. لا تُرسَل أي رسالة.</translation>
    </message>
    <message>
        <source>Recevoir des rappels</source>
        <translation>تلقي التذكيرات</translation>
    </message>
    <message>
        <source>Arrêter les rappels</source>
        <translation>إيقاف التذكيرات</translation>
    </message>
    <message>
        <source>Annuler le rappel</source>
        <translation>إلغاء التذكير</translation>
    </message>
    <message>
        <source>Revenir</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Semaine d’avant</source>
        <translation>الأسبوع السابق</translation>
    </message>
    <message>
        <source>Semaine d’après</source>
        <translation>الأسبوع التالي</translation>
    </message>
    <message>
        <source>Jour d’avant</source>
        <translation>اليوم السابق</translation>
    </message>
    <message>
        <source>Jour d’après</source>
        <translation>اليوم التالي</translation>
    </message>
    <message>
        <source>Plus tôt</source>
        <translation>أبكر</translation>
    </message>
    <message>
        <source>Plus tard</source>
        <translation>أبعد</translation>
    </message>
    <message>
        <source>Me rappeler</source>
        <translation>ذكّروني</translation>
    </message>
    <message>
        <source>Un message deux jours avant, et un le matin même.</source>
        <translation>رسالة قبل يومين، ورسالة صباح اليوم نفسه.</translation>
    </message>
    <message>
        <source>À %1</source>
        <extracomment>The hour of an appointment; %1 is &quot;9:30&quot;</extracomment>
        <translation>على الساعة %1</translation>
    </message>
</context>
<context>
    <name>OnScreenKeyboard</name>
    <message>
        <source>Clavier</source>
        <translation>لوحة المفاتيح</translation>
    </message>
    <message>
        <source>Majuscule</source>
        <translation>حرف كبير</translation>
    </message>
    <message>
        <source>Espace</source>
        <translation>مسافة</translation>
    </message>
    <message>
        <source>Effacer</source>
        <translation>مسح</translation>
    </message>
    <message>
        <source>Cacher</source>
        <translation>إخفاء</translation>
    </message>
    <message>
        <source>Lettres</source>
        <translation>حروف</translation>
    </message>
    <message>
        <source>Signes</source>
        <translation>علامات</translation>
    </message>
    <message>
        <source>Changer d’alphabet</source>
        <translation>تغيير الأبجدية</translation>
    </message>
</context>
<context>
    <name>OutgoingView</name>
    <message>
        <source>Envoi</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tout est envoyé. Rien n’attend ici.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tout est gardé ici. L’envoi reprend dès que la connexion revient.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>À vérifier</source>
        <translation>للتحقق</translation>
    </message>
    <message>
        <source>En attente</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 : retiré de ce poste.</source>
        <extracomment>Told beside &quot;Défaire&quot;; %1 is a kind of change, &quot;Un papier&quot;</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gardé ici, pas envoyé</source>
        <extracomment>State of a change that was refused and is kept on this post only</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Réessayer</source>
        <translation>إعادة المحاولة</translation>
    </message>
    <message>
        <source>Garder sans envoyer</source>
        <extracomment>Button: the change stays on this post and is not offered to the server again</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retirer</source>
        <extracomment>Button: the change goes away from this post; it can be undone</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un papier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Une identité</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Des pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un coffre ouvert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un mot de passe choisi</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Une façon de revenir</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un rappel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un accord</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un rattachement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un partage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un code pour un poste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un poste retiré</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un accès arrêté</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le journal du poste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un changement</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PaperCard</name>
    <message>
        <source>pas encore sur ce poste</source>
        <translation>ليست على هذا الجهاز بعد</translation>
    </message>
    <message>
        <source>Bientôt fini : %1</source>
        <extracomment>On a paper&apos;s card; %1 is its last day</extracomment>
        <translation>تنتهي قريبًا: %1</translation>
    </message>
    <message>
        <source>Fini le %1</source>
        <extracomment>On a paper&apos;s card; %1 was its last day</extracomment>
        <translation>انتهت في %1</translation>
    </message>
    <message>
        <source>Original dangereux</source>
        <extracomment>On a paper&apos;s card: a virus was found in the file it came from</extracomment>
        <translation>الأصل خطير</translation>
    </message>
    <message>
        <source>Pas encore vérifié</source>
        <extracomment>On a paper&apos;s card: no antivirus has seen the file it came from</extracomment>
        <translation>لم يُفحص بعد</translation>
    </message>
    <message>
        <source>Ne se montre pas ici</source>
        <extracomment>On a paper&apos;s card: a text or a table that this machine keeps and does not open</extracomment>
        <translation>لا يُعرض هنا</translation>
    </message>
    <message>
        <source>Partagé</source>
        <translation>مشتركة</translation>
    </message>
    <message>
        <source>Privé</source>
        <translation>خاصة</translation>
    </message>
</context>
<context>
    <name>PaperView</name>
    <message>
        <source>Page d’avant</source>
        <translation>الصفحة السابقة</translation>
    </message>
    <message>
        <source>Page suivante</source>
        <translation>الصفحة التالية</translation>
    </message>
    <message>
        <source>Plus grand</source>
        <translation>أكبر</translation>
    </message>
    <message>
        <source>Avant</source>
        <translation>السابقة</translation>
    </message>
    <message>
        <source>Suite</source>
        <translation>التالية</translation>
    </message>
    <message>
        <source>Plus petit</source>
        <translation>أصغر</translation>
    </message>
    <message>
        <source>Tourner</source>
        <translation>تدوير</translation>
    </message>
    <message>
        <source>Moi seulement</source>
        <translation>أنا فقط</translation>
    </message>
    <message>
        <source>Mes relais aussi</source>
        <translation>جهاتي أيضًا</translation>
    </message>
    <message>
        <source>Mes papiers</source>
        <translation>أوراقي</translation>
    </message>
    <message>
        <source>Qui peut voir ce papier&#xa0;?</source>
        <translation>من يمكنه رؤية هذه الورقة؟</translation>
    </message>
    <message>
        <source>Copier sur ma clé</source>
        <translation>نسخ إلى USB</translation>
    </message>
    <message>
        <source>Imprimer</source>
        <translation>طباعة</translation>
    </message>
    <message>
        <source>Ajouté le %1</source>
        <translation>أُضيفت في %1</translation>
    </message>
    <message>
        <source>Ajouté le %1 par %2</source>
        <translation>أضافها %2 في %1</translation>
    </message>
    <message>
        <source>Personne d’autre ne le voit.</source>
        <translation>لا أحد غيركم يراها.</translation>
    </message>
    <message>
        <source>Un instant…</source>
        <translation>لحظة…</translation>
    </message>
    <message>
        <source>Ce papier est partagé.</source>
        <translation>هذه الورقة مشتركة.</translation>
    </message>
    <message>
        <source>Ce papier n’est plus partagé.</source>
        <translation>لم تعد هذه الورقة مشتركة.</translation>
    </message>
    <message>
        <source>Copier</source>
        <translation>نسخ</translation>
    </message>
    <message>
        <source>Fermer</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>Branchez votre clé USB, puis appuyez sur Copier.</source>
        <translation>أدخل ذاكرة USB الخاصة بك، ثم اضغط على «نسخ».</translation>
    </message>
    <message>
        <source>Attention : toute personne qui tient la clé pourra lire ce papier.</source>
        <translation>انتباه: يمكن لأي شخص يمسك بالذاكرة أن يقرأ هذه الورقة.</translation>
    </message>
    <message>
        <source>On copie. Ne retirez pas la clé.</source>
        <translation>جارٍ النسخ. لا تسحب الذاكرة.</translation>
    </message>
    <message>
        <source>C’est copié. Vous pouvez retirer la clé.</source>
        <translation>تم النسخ. يمكنك سحب الذاكرة.</translation>
    </message>
    <message>
        <source>L’antivirus y a vu un danger. Il reste fermé dans votre coffre.</source>
        <translation>رأى فيه برنامج الحماية خطرًا. يبقى مغلقًا في خزنتكم.</translation>
    </message>
    <message>
        <source>L’antivirus ne l’a pas encore vu. Vous pourrez le copier après.</source>
        <translation>لم يفحصه برنامج الحماية بعد. يمكنكم نسخه بعد ذلك.</translation>
    </message>
    <message>
        <source>Copiez-le sur votre clé USB pour l’ouvrir ailleurs.</source>
        <translation>انسخوه إلى ذاكرة USB لفتحه في مكان آخر.</translation>
    </message>
    <message>
        <source>Il est gardé tel quel dans votre coffre.</source>
        <translation>هو محفوظ كما هو في خزنتكم.</translation>
    </message>
    <message>
        <source>Ce fichier ne se montre pas ici.</source>
        <translation>هذا الملف لا يُعرض هنا.</translation>
    </message>
    <message>
        <source>%1 sur %2</source>
        <extracomment>Page %1 of %2, kept short</extracomment>
        <translation>%1 من %2</translation>
    </message>
    <message>
        <source>Haut</source>
        <translation>أعلى</translation>
    </message>
    <message>
        <source>Bas</source>
        <translation>أسفل</translation>
    </message>
    <message>
        <source>Gauche</source>
        <translation>يسار</translation>
    </message>
    <message>
        <source>Droite</source>
        <translation>يمين</translation>
    </message>
    <message>
        <source>Vous n’avez pas encore de relais.</source>
        <translation>ليست لديكم جهة بعد.</translation>
    </message>
    <message>
        <source>Page %1 sur %2</source>
        <translation>الصفحة %1 من %2</translation>
    </message>
</context>
<context>
    <name>PapersView</name>
    <message>
        <source>Mes papiers</source>
        <translation>أوراقي</translation>
    </message>
    <message>
        <source>Ici, vos papiers sont en sécurité. Un professionnel peut en ajouter.</source>
        <translation>هنا أوراقكم في أمان. يمكن لأحد المهنيين أن يضيف أوراقًا.</translation>
    </message>
    <message>
        <source>Chercher dans mes papiers</source>
        <translation>البحث في أوراقي</translation>
    </message>
    <message>
        <source>Un mot du titre ou du papier</source>
        <translation>كلمة من العنوان أو من الورقة</translation>
    </message>
    <message>
        <source>Aucun papier lu ici ne contient ces mots.</source>
        <translation>لا توجد هنا ورقة مقروءة فيها هذه الكلمات.</translation>
    </message>
    <message>
        <source>On cherche vos papiers…</source>
        <translation>نبحث عن أوراقكم…</translation>
    </message>
</context>
<context>
    <name>PausePage</name>
    <message>
        <source>Ce poste fait une pause</source>
        <extracomment>The post cannot be used just now. Max 32 characters.</extracomment>
        <translation>هذا الجهاز متوقف مؤقتاً</translation>
    </message>
    <message>
        <source>Vos papiers sont gardés.</source>
        <extracomment>What is safe while the post pauses. Max 40 characters.</extracomment>
        <translation>أوراقكم محفوظة.</translation>
    </message>
    <message>
        <source>Un professionnel peut vous aider à l&apos;accueil.</source>
        <extracomment>Where to go while the post pauses. Max 60 characters.</extracomment>
        <translation>يمكن لأحد المهنيين في الاستقبال مساعدتكم.</translation>
    </message>
    <message>
        <source>Depuis %1</source>
        <extracomment>%1 is a time of day such as 14:05. Max 40 characters.</extracomment>
        <translation>منذ الساعة %1</translation>
    </message>
</context>
<context>
    <name>PickerView</name>
    <message>
        <source>Ajouter un fichier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un PDF, une photo, un texte ou un tableau. Le fichier d’origine reste où il est.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rien à ajouter ici. Revenez ou branchez une clé.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Où est le fichier ?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Antivirus arrêté sur ce poste. Les fichiers ne sont pas vérifiés.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Antivirus absent. Les fichiers seront mis de côté, sans être ouverts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Antivirus absent. Les fichiers seront vérifiés plus tard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>L’antivirus ne reconnaît rien. Prévenez le support.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>L’antivirus ne dit pas tout. Prévenez le support.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>L’antivirus n’est plus à jour depuis %1 jours. Prévenez le support.</source>
        <extracomment>%1 is a number of days, 8 or more</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PostLine</name>
    <message>
        <source>Hors connexion. Vous pouvez continuer.</source>
        <extracomment>Quiet line in the frame: no network, everything works. Max 60 characters.</extracomment>
        <translation>لا يوجد اتصال. يمكنكم المتابعة.</translation>
    </message>
</context>
<context>
    <name>PostsView</name>
    <message>
        <source>Les postes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ajouter un poste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Les machines de votre service, et ce qu’il leur faut.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce poste est le seul de votre service. Les autres machines apparaîtront ici : ajoutez-en une, même hors connexion.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>« %1 » est retiré. Cela part avant tout le reste.</source>
        <extracomment>%1 is the name of a post just ended</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retirer ce poste</source>
        <extracomment>Button: this machine is lost or given up; asked once more</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce poste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>En service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attendu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retrait à envoyer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retiré</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le code sert jusqu’au %1 à %2.</source>
        <extracomment>%1 is a date, %2 a time of day</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Il marchera après le prochain échange de ce poste.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part en premier, dès que la connexion revient.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retiré le %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Installé le %1</source>
        <extracomment>%1 is a date</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dernier échange : %1</source>
        <extracomment>%1 is &quot;il y a 5 min&quot;, &quot;à l’instant&quot;, &quot;21/11/2026&quot;</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pas encore d’échange</source>
        <translation>لا تبادل بعد</translation>
    </message>
    <message>
        <source>Dernier échange : pas connu ici</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un code pour un nouveau poste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>QR code pour installer un poste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ouvrez Reconnect sur la nouvelle machine : elle demande un code.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lisez-y ce QR code, ou emportez la feuille imprimée.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hors connexion, il marche après le prochain échange de ce poste.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Qui a ce code peut installer un poste. Il ne s’affichera plus.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imprimer la feuille</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C’est fait</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Il sert une seule fois, jusqu’au %1 à %2.</source>
        <extracomment>%1 is a date, %2 a time of day</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La feuille est envoyée à l’imprimante.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Il n’échangera plus rien dès que celui-ci sera en ligne.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Même hors connexion : cela part avant tout le reste.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce qu’il n’a pas encore envoyé ne partira jamais.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pour le reprendre, il faudra l’installer de nouveau.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Garder ce poste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>« %1 » est perdu, volé ou ne sert plus ?</source>
        <extracomment>%1 is the name of a post, &quot;Bureau accueil&quot;</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nouveau poste</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PrintPanel</name>
    <message>
        <source>Imprimer</source>
        <translation>طباعة</translation>
    </message>
    <message>
        <source>On cherche les imprimantes…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On prépare les pages…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On imprime. Prenez bien toutes les feuilles.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C’est imprimé. Comptez les feuilles.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La page %1 seulement</source>
        <extracomment>%1 is the number of the page that was open</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tout (1 page)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tout (%1 pages)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sur quelle imprimante ?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quelles pages ?</source>
        <translation>أي صفحات؟</translation>
    </message>
    <message>
        <source>Quelques pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commencer une page plus tôt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Une plus tard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finir une page plus tôt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Une plus loin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>De la page</source>
        <extracomment>Before the number of the first page to print</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>à la page</source>
        <extracomment>Before the number of the last page to print</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un exemplaire de moins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un de plus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Combien d’exemplaires ?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>En couleur</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>En noir et blanc</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PrintView</name>
    <message>
        <source>Combien de fois ?</source>
        <translation>كم مرة؟</translation>
    </message>
    <message>
        <source>Quelles pages ?</source>
        <translation>أي صفحات؟</translation>
    </message>
    <message>
        <source>Imprimer</source>
        <translation>طباعة</translation>
    </message>
    <message>
        <source>Un instant…</source>
        <translation>لحظة…</translation>
    </message>
    <message>
        <source>On prépare les pages.</source>
        <translation>نُحضّر الصفحات.</translation>
    </message>
    <message>
        <source>On imprime. Prenez bien toutes vos feuilles.</source>
        <translation>جارٍ الطباعة. خذوا كل أوراقكم.</translation>
    </message>
    <message>
        <source>C’est imprimé. Prenez toutes vos feuilles.</source>
        <translation>تمّت الطباعة. خذوا كل أوراقكم.</translation>
    </message>
    <message>
        <source>Des feuilles sortent encore. Pour tout arrêter, appuyez encore sur Terminer.</source>
        <translation>ما زالت أوراق تخرج. لإيقاف كل شيء، اضغطوا مرة أخرى على «إنهاء».</translation>
    </message>
    <message>
        <source>%1 pages</source>
        <translation>عدد الصفحات: %1</translation>
    </message>
    <message>
        <source>La page %1</source>
        <translation>الصفحة %1</translation>
    </message>
    <message>
        <source>Une fois</source>
        <translation>مرة واحدة</translation>
    </message>
    <message>
        <source>Deux fois</source>
        <translation>مرتان</translation>
    </message>
    <message>
        <source>Trois fois</source>
        <translation>ثلاث مرات</translation>
    </message>
    <message>
        <source>Tout le papier</source>
        <translation>الورقة كلها</translation>
    </message>
    <message>
        <source>Cette page</source>
        <translation>هذه الصفحة</translation>
    </message>
</context>
<context>
    <name>RelaysView</name>
    <message>
        <source>Imprimer le reçu</source>
        <translation>طباعة الإيصال</translation>
    </message>
    <message>
        <source>Personne d’autre que vous ne peut voir vos papiers.</source>
        <translation>لا أحد غيركم يمكنه رؤية أوراقكم.</translation>
    </message>
    <message>
        <source>Qui peut voir mes papiers partagés</source>
        <translation>من يمكنه رؤية أوراقي المشتركة</translation>
    </message>
    <message>
        <source>Qui a regardé mon coffre</source>
        <translation>من شاهد خزنتي</translation>
    </message>
    <message>
        <source>Arrêter le partage avec %1&#xa0;?</source>
        <translation>هل توقفون المشاركة مع %1؟</translation>
    </message>
    <message>
        <source>C’est arrêté. %1 ne voit plus vos papiers.</source>
        <translation>توقفت المشاركة. لم يعد بإمكان %1 رؤية أوراقكم.</translation>
    </message>
    <message>
        <source>Depuis le %1</source>
        <translation>منذ %1</translation>
    </message>
    <message>
        <source>Papiers partagés : %1</source>
        <translation>الأوراق المشتركة: %1</translation>
    </message>
    <message>
        <source>Ne peut pas encore lire vos papiers.</source>
        <translation>لا يمكن قراءة أوراقكم هناك بعد.</translation>
    </message>
    <message>
        <source>Arrêter</source>
        <translation>إيقاف</translation>
    </message>
    <message>
        <source>Arrêter le partage avec %1</source>
        <translation>إيقاف المشاركة مع %1</translation>
    </message>
    <message>
        <source>Il ne verra plus rien de nouveau. Vos papiers restent à vous.</source>
        <translation>لن تُعرض أي ورقة جديدة هناك. تبقى أوراقكم لكم.</translation>
    </message>
    <message>
        <source>Arrêter le partage</source>
        <translation>إيقاف المشاركة</translation>
    </message>
    <message>
        <source>Garder le partage</source>
        <translation>الاحتفاظ بالمشاركة</translation>
    </message>
</context>
<context>
    <name>ReminderWords</name>
    <message>
        <source>En attente d’envoi</source>
        <translation>في انتظار الإرسال</translation>
    </message>
    <message>
        <source>Prévu</source>
        <translation>مبرمج</translation>
    </message>
    <message>
        <source>Envoyé</source>
        <translation>أُرسل</translation>
    </message>
    <message>
        <source>Envoi incertain</source>
        <translation>الإرسال غير مؤكد</translation>
    </message>
    <message>
        <source>Trop tard, pas envoyé</source>
        <translation>فات الأوان، لم يُرسل</translation>
    </message>
    <message>
        <source>Pas envoyé</source>
        <translation>لم يُرسل</translation>
    </message>
    <message>
        <source>Annulé</source>
        <translation>أُلغي</translation>
    </message>
    <message>
        <source>À vérifier</source>
        <translation>للتحقق</translation>
    </message>
    <message>
        <source>On ne sait pas si le message est parti.</source>
        <translation>لا نعرف هل أُرسلت الرسالة.</translation>
    </message>
    <message>
        <source>Le poste était hors connexion à ce moment.</source>
        <translation>كان الجهاز غير متصل في ذلك الوقت.</translation>
    </message>
    <message>
        <source>Le serveur a refusé ce rappel.</source>
        <translation>رفض الخادم هذا التذكير.</translation>
    </message>
    <message>
        <source>Aucune adresse e-mail n’est connue.</source>
        <translation>لا يوجد عنوان بريد إلكتروني معروف.</translation>
    </message>
    <message>
        <source>Aucun numéro de téléphone n’est connu.</source>
        <translation>لا يوجد رقم هاتف معروف.</translation>
    </message>
    <message>
        <source>La personne ne veut pas de rappels.</source>
        <translation>الشخص لا يريد تذكيرات.</translation>
    </message>
    <message>
        <source>Déjà quatre messages ce jour-là.</source>
        <translation>أُرسلت أربع رسائل في ذلك اليوم.</translation>
    </message>
    <message>
        <source>Le service n’a pas encore d’envoi de messages.</source>
        <translation>لا تتوفر الجهة بعد على إرسال الرسائل.</translation>
    </message>
    <message>
        <source>Ce numéro ou cette adresse ne reçoit pas.</source>
        <translation>هذا الرقم أو هذا العنوان لا يستقبل الرسائل.</translation>
    </message>
    <message>
        <source>Le téléphone était éteint.</source>
        <translation>كان الهاتف مغلقًا.</translation>
    </message>
    <message>
        <source>prochain message : %1</source>
        <extracomment>%1 is a day and an hour</extracomment>
        <translation>الرسالة القادمة: %1</translation>
    </message>
    <message>
        <source>demandé par %1</source>
        <extracomment>Who asked for a reminder; %1 is a service&apos;s name</extracomment>
        <translation>بطلب من %1</translation>
    </message>
    <message>
        <source>%1 à %2</source>
        <extracomment>A day and an hour; %1 is &quot;jeudi 03/12/2026&quot;, %2 is &quot;9:30&quot;</extracomment>
        <translation>%1 على الساعة %2</translation>
    </message>
    <message>
        <source>SMS</source>
        <translation>رسالة قصيرة</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>بريد إلكتروني</translation>
    </message>
</context>
<context>
    <name>RemindersView</name>
    <message>
        <source>Rappels : %1</source>
        <extracomment>Title of the page; %1 is a person&apos;s name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un instant…</source>
        <translation>لحظة…</translation>
    </message>
    <message>
        <source>Rappel annulé : %1.</source>
        <extracomment>Told beside &quot;Défaire&quot;; %1 is a day and an hour</extracomment>
        <translation>أُلغي التذكير: %1.</translation>
    </message>
    <message>
        <source>Nouveau rappel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un message avant un rendez-vous : le jour et l’heure, rien d’autre.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ici, les rappels de rendez-vous de la personne. Aucun n’est demandé.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La personne veut bien recevoir des rappels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Demander de nouveau</source>
        <extracomment>Button of a reminder that was called off: order it again</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La personne ne veut pas de rappels : aucun message ne part.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Annuler le rappel</source>
        <translation>إلغاء التذكير</translation>
    </message>
    <message>
        <source>la personne</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lisez ceci avec la personne</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ne pas répondre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La personne dit non</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La personne dit oui</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rappel de rendez-vous</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jour du rendez-vous</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>03/12/2026</source>
        <extracomment>Example of a day that may be typed</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>9h30</source>
        <extracomment>Example of an hour that may be typed</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quand envoyer le message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>2 jours avant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La veille</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le matin même</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Par où</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mots en plus, seulement si la personne les veut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bureau 4, apporter le courrier</source>
        <extracomment>Example of words added to a message</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enregistrer le rappel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enregistré tout de suite, envoyé par le serveur à son heure.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>écrivez un jour à venir, comme 03/12/2026.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>écrivez une heure, comme 9h30.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>À corriger : choisissez au moins un moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le message : %1</source>
        <extracomment>%1 is the message as the person gets it</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReportView</name>
    <message>
        <source>Accès perdu ou volé</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>L’accès de %1 est arrêté. Cela part avant tout le reste.</source>
        <extracomment>%1 is a professional&apos;s name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quel accès est perdu, volé, ou sert à quelqu’un d’autre ?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vous</source>
        <translation>أنتم</translation>
    </message>
    <message>
        <source>Arrêter cet accès</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrêter un accès</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>L’accès s’arrête ici tout de suite, même hors connexion.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Partout ailleurs, dès le prochain échange, avant tout le reste.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce qui a déjà été fait reste gardé et sera envoyé.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Garder cet accès</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Votre mot de passe est perdu, volé, ou sert à quelqu’un d’autre ?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cette session se ferme. Votre responsable vous donne un autre accès.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>L’accès de %1 est perdu, volé, ou sert à quelqu’un d’autre ?</source>
        <extracomment>%1 is a professional&apos;s name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cette personne aura besoin d’un nouvel accès.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ScanView</name>
    <message>
        <source>Numériser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ajouter un fichier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recto et verso</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Garder les rectos seuls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Réessayer</source>
        <translation>إعادة المحاولة</translation>
    </message>
    <message>
        <source>Voir le dossier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Posez le papier dans le scanner, puis appuyez sur Numériser.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Garder cette page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Faire un rappel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Avant</source>
        <translation>السابق</translation>
    </message>
    <message>
        <source>Après</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tourner</source>
        <translation>تدوير</translation>
    </message>
    <message>
        <source>Comme avant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retirer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imprimer le reçu</source>
        <translation>طباعة الإيصال</translation>
    </message>
    <message>
        <source>Fichier gardé tel quel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce fichier ne peut pas être montré ici. Il sera rangé comme il est.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retirer le fichier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Placer la page avant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Placer la page après</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tourner la page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remettre la page comme avant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retirer la page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ranger</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pour qui</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choisir une autre personne</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chercher une personne</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nom, prénom ou identifiant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Personne à ce nom. Vérifiez l’orthographe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quel papier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Titre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valable jusqu’au</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JJ/MM/AAAA</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Qui peut le voir</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Demandez à la personne.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La personne seule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La personne et ses services</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On reprend vos pages…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On numérise. Page %1</source>
        <extracomment>%1 is how many pages landed</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On arrête. Les pages déjà là sont gardées.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On lit le fichier…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On range le papier…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La caméra regarde. Pages prises : %1</source>
        <extracomment>%1 is how many pages the camera took</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le scanner ne donne rien pour le moment. S’il chauffe, on l’attend. Sinon, vérifiez qu’il est allumé, puis réessayez.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C’est rangé. Ce sera envoyé plus tard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rangé. Le papier finit le %1.</source>
        <extracomment>%1 is the last day of the paper just filed</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C’est arrêté. Vos pages sont gardées.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Il n’y a pas autant de versos que de rectos. Placez les pages vous-même.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La page est retirée.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numériser le verso</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Les rectos sont là : %1. Retournez toute la pile sans la mélanger, reposez-la dans le chargeur, puis appuyez sur Numériser le verso.</source>
        <extracomment>%1 is how many sheets there are</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fichier sans nom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce fichier contient des programmes (macros). Méfiez-vous en l’ouvrant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pas encore vérifié par l’antivirus. Ce sera fait dès qu’il répond.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page %1 sur %2</source>
        <translation>الصفحة %1 من %2</translation>
    </message>
    <message>
        <source>Cette page semble vide. Vous pouvez la retirer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>le titre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>la date de fin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lu sur le papier, à vérifier : %1.</source>
        <extracomment>%1 lists what the program read on the paper and proposes</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code 2D-Doc lu. Signature pas vérifiée ici.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code 2D-Doc lu. Un émetteur connu l’a signé.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code 2D-Doc lu. Sa signature ne correspond pas.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Carte d’identifiant lue : %1</source>
        <extracomment>%1 is an identifier</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code %1 lu : %2</source>
        <extracomment>%1 is a kind of code such as QR, %2 what it says</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce papier parle peut-être de santé. Demandez à la personne.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce papier parle peut-être de croyances ou d’opinions. Demandez.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce papier parle peut-être d’une condamnation. Le coffre ne le garde pas, sauf si la loi le prévoit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La personne est d’accord pour le garder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La loi permet de le garder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>une page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>la personne</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>quel papier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>un titre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>qui peut le voir</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>la préparation des pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>une date de fin comme 31/12/2027</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>l’accord pour garder ce papier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Il reste : %1.</source>
        <extracomment>%1 lists what is still to choose before a paper is filed</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Scroll</name>
    <message>
        <source>Plus haut</source>
        <extracomment>Moves a long page up</extracomment>
        <translation>إلى الأعلى</translation>
    </message>
    <message>
        <source>Plus bas</source>
        <extracomment>Moves a long page down</extracomment>
        <translation>إلى الأسفل</translation>
    </message>
</context>
<context>
    <name>SearchPage</name>
    <message>
        <source>Chercher un coffre qui existe déjà</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>un seul nom suffit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>il faut le jour, le mois et l’année.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recherche en cours…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La personne est avec vous</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Écrivez ce qui est sur son papier. La recherche est notée dans le journal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prénoms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Date de naissance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>21/11/1990</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chercher</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Réponse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continuer le rattachement</source>
        <extracomment>Button under an answer: go on with linking the person</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trop de coffres répondent à ce nom et à cette date.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Écrivez tous les prénoms et tous les noms, puis cherchez encore.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Aucun coffre ne répond à ce nom et à cette date.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Relisez le papier avec la personne. Si elle n’a pas de coffre, vous pouvez en ouvrir un.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un coffre répond.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 coffres répondent.</source>
        <extracomment>%1 is a number, two to four</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La personne dit oui elle-même, avec son identifiant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · coffre ouvert en %2</source>
        <extracomment>One of several safes; %1 is initials, %2 &quot;mars 2026&quot;</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SendingLine</name>
    <message>
        <source>Envoi : %1</source>
        <extracomment>Accessible name of the sending line; %1 is what it says</extracomment>
        <translation>الإرسال: %1</translation>
    </message>
    <message>
        <source>Tout est envoyé</source>
        <translation>أُرسل كل شيء</translation>
    </message>
    <message>
        <source>Envoi : %1 sur %2</source>
        <translation>الإرسال: %1 من %2</translation>
    </message>
    <message numerus="yes">
        <source>%n à envoyer dès que la connexion revient</source>
        <translation>
            <numerusform>لا شيء ينتظر الإرسال</numerusform>
            <numerusform>عنصر واحد يُرسل عند عودة الاتصال</numerusform>
            <numerusform>عنصران يُرسلان عند عودة الاتصال</numerusform>
            <numerusform>%n عناصر تُرسل عند عودة الاتصال</numerusform>
            <numerusform>%n عنصرًا تُرسل عند عودة الاتصال</numerusform>
            <numerusform>%n عنصر تُرسل عند عودة الاتصال</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n à vérifier</source>
        <translation>
            <numerusform>لا شيء للتحقق منه</numerusform>
            <numerusform>عنصر واحد للتحقق منه</numerusform>
            <numerusform>عنصران للتحقق منهما</numerusform>
            <numerusform>%n عناصر للتحقق منها</numerusform>
            <numerusform>%n عنصرًا للتحقق منها</numerusform>
            <numerusform>%n عنصر للتحقق منها</numerusform>
        </translation>
    </message>
    <message>
        <source>Envoi impossible : prévenir le support</source>
        <translation>الإرسال غير ممكن: أخبروا الدعم</translation>
    </message>
    <message>
        <source>Pas encore d’échange</source>
        <translation>لا تبادل بعد</translation>
    </message>
    <message>
        <source>Dernier échange à l’instant</source>
        <translation>آخر تبادل الآن</translation>
    </message>
    <message>
        <source>Dernier échange il y a %1 min</source>
        <translation>آخر تبادل قبل %1 د</translation>
    </message>
    <message>
        <source>Dernier échange il y a %1 h</source>
        <translation>آخر تبادل قبل %1 س</translation>
    </message>
    <message>
        <source>Dernier échange il y a %1 jours</source>
        <translation>آخر تبادل قبل %1 يوم</translation>
    </message>
</context>
<context>
    <name>ShowCardPanel</name>
    <message>
        <source>Ce que voit la caméra</source>
        <translation>ما تراه الكاميرا</translation>
    </message>
    <message>
        <source>Écrire l’identifiant</source>
        <extracomment>Button: turn the camera off and type the identifier. Max 26 characters.</extracomment>
        <translation>كتابة المعرّف</translation>
    </message>
    <message>
        <source>Tenez le code de la carte devant la caméra. Rien n’est gardé.</source>
        <translation>أمسكوا رمز البطاقة أمام الكاميرا. لا يُحفظ أي شيء.</translation>
    </message>
</context>
<context>
    <name>SourceLine</name>
    <message>
        <source>Changer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chercher</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choisir le scanner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On cherche les scanners…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Aucun scanner pour le moment. Vous pouvez ajouter un fichier.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 : ne répond pas</source>
        <extracomment>%1 is the name of a scanner</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SourcesView</name>
    <message>
        <source>Choisir le scanner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Aucun scanner ici. Branchez-en un, ou allumez celui du réseau.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chercher encore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On cherche les scanners. La liste se corrige seule.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Celui que vous choisissez reste celui de ce poste.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on le cherche</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pas encore vérifié</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>prêt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ne répond pas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choisi</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SpaceView</name>
    <message>
        <source>Bonjour %1</source>
        <translation>مرحبًا %1</translation>
    </message>
    <message>
        <source>Bonjour</source>
        <translation>مرحبًا</translation>
    </message>
    <message>
        <source>Mes papiers</source>
        <translation>أوراقي</translation>
    </message>
    <message>
        <source>Qui peut voir</source>
        <translation>من يمكنه الرؤية</translation>
    </message>
    <message>
        <source>Mes rappels</source>
        <translation>تذكيراتي</translation>
    </message>
    <message>
        <source>Mes notes</source>
        <translation>ملاحظاتي</translation>
    </message>
    <message>
        <source>Mes contacts</source>
        <translation>جهات الاتصال</translation>
    </message>
    <message>
        <source>Mon accès</source>
        <translation>دخولي</translation>
    </message>
    <message>
        <source>Pas encore sur ce poste. Un professionnel peut vous aider.</source>
        <translation>ليس متاحًا على هذا الجهاز بعد. يمكن لأحد المهنيين مساعدتكم.</translation>
    </message>
</context>
<context>
    <name>StaffView</name>
    <message>
        <source>Fermer ce poste ?</source>
        <extracomment>Asked of a professional who signed in to end the terminal. Max 40 characters.</extracomment>
        <translation>إغلاق هذا الجهاز؟</translation>
    </message>
    <message>
        <source>Tout est enregistré. Rien ne reste lisible.</source>
        <extracomment>What is safe when the terminal is closed. Max 80 characters.</extracomment>
        <translation>كل شيء محفوظ. لا يبقى شيء مقروءًا.</translation>
    </message>
    <message>
        <source>L’ordinateur reste allumé, sans le coffre.</source>
        <extracomment>What comes next. Max 90 characters.</extracomment>
        <translation>يبقى الحاسوب مشغّلًا، بدون الخزنة.</translation>
    </message>
    <message>
        <source>Fermer le poste</source>
        <extracomment>Ends the terminal. Max 24 characters.</extracomment>
        <translation>إغلاق الجهاز</translation>
    </message>
    <message>
        <source>Revenir à l’accueil</source>
        <extracomment>Back to the terminal&apos;s welcome. Max 24 characters.</extracomment>
        <translation>العودة إلى البداية</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Rattacher une personne</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La personne dit oui elle-même</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1. Vous tournez l’écran. La personne lit et répond.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>2. Elle se connecte avec son identifiant. Vous ne regardez pas.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>3. C’est fait tout de suite, même hors connexion.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Langue de la personne</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interprète (si quelqu’un traduit)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tourner l’écran</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chercher un coffre qui existe déjà</source>
        <extracomment>Button: does this person have a safe already, opened elsewhere?</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Strip</name>
    <message>
        <source>vide ?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page %1 sur %2</source>
        <extracomment>Accessible name of a thumbnail; %1 its place, %2 how many there are</extracomment>
        <translation>الصفحة %1 من %2</translation>
    </message>
</context>
<context>
    <name>TakeCopyPanel</name>
    <message>
        <source>Copie de travail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seulement si c’est nécessaire. La copie est écrite sur un support autorisé et supprimée à la fin. La personne le voit dans son journal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Faire la copie</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pourquoi ? En quelques mots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Préciser, si besoin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La copie est faite : %1, sur %2. Elle sera supprimée %3.</source>
        <extracomment>%1 is a file&apos;s name, %2 the medium&apos;s, %3 when: &quot;ce soir&quot;, &quot;à 15:40&quot;, &quot;le 28/11/2026&quot;</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pourquoi faut-il une copie ?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Où ? Supports autorisés par votre structure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Aucun n’est là. Branchez une clé autorisée.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chercher encore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Supprimer la copie</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Papier sensible (santé, croyances…). La copie est supprimée dans une heure.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rien d’autre ne suffit, et la personne est d’accord pour cette copie.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TerminalFlow</name>
    <message>
        <source>Le papier</source>
        <translation>الورقة</translation>
    </message>
    <message>
        <source>Votre reçu</source>
        <translation>إيصالكم</translation>
    </message>
    <message>
        <source>Qui peut voir</source>
        <translation>من يمكنه الرؤية</translation>
    </message>
</context>
<context>
    <name>TerminalFrame</name>
    <message>
        <source>Accueil</source>
        <translation>البداية</translation>
    </message>
    <message>
        <source>Affichage</source>
        <translation>العرض</translation>
    </message>
    <message>
        <source>Aide</source>
        <translation>مساعدة</translation>
    </message>
    <message>
        <source>Terminer</source>
        <translation>إنهاء</translation>
    </message>
    <message>
        <source>Grand texte</source>
        <translation>نص كبير</translation>
    </message>
    <message>
        <source>Contraste fort</source>
        <translation>تباين قوي</translation>
    </message>
    <message>
        <source>Plus de temps</source>
        <translation>وقت أكثر</translation>
    </message>
    <message>
        <source>Un professionnel peut vous aider. Demandez à l’accueil.</source>
        <translation>يمكن لأحد المهنيين مساعدتكم. اسألوا في الاستقبال.</translation>
    </message>
    <message>
        <source>Hors connexion. Vous pouvez continuer.</source>
        <translation>لا يوجد اتصال. يمكنكم المتابعة.</translation>
    </message>
</context>
<context>
    <name>TermsView</name>
    <message>
        <source>Avant</source>
        <translation>السابق</translation>
    </message>
    <message>
        <source>Suite</source>
        <translation>التالي</translation>
    </message>
    <message>
        <source>J’accepte</source>
        <translation>أقبل</translation>
    </message>
    <message>
        <source>%1 sur %2</source>
        <translation>%1 من %2</translation>
    </message>
</context>
<context>
    <name>TextField</name>
    <message>
        <source>À corriger :</source>
        <extracomment>Before what is to be mended in a field</extracomment>
        <translation>للتصحيح:</translation>
    </message>
</context>
<context>
    <name>UndoBar</name>
    <message>
        <source>Défaire</source>
        <extracomment>Button that takes back what was just done</extracomment>
        <translation>تراجع</translation>
    </message>
</context>
<context>
    <name>WarningOverlay</name>
    <message>
        <source>Vous êtes encore là ?</source>
        <translation>هل ما زلتم هنا؟</translation>
    </message>
    <message>
        <source>Sans réponse, on ferme et on efface tout.</source>
        <translation>بدون جواب، نغلق ونمسح كل شيء.</translation>
    </message>
    <message>
        <source>Je suis encore là</source>
        <translation>ما زلت هنا</translation>
    </message>
    <message>
        <source>Terminer</source>
        <translation>إنهاء</translation>
    </message>
</context>
<context>
    <name>WipedPage</name>
    <message>
        <source>C&apos;est effacé</source>
        <extracomment>Nothing of the last person is left. Max 24 characters.</extracomment>
        <translation>تم المسح</translation>
    </message>
    <message>
        <source>Il ne reste rien de vous sur ce poste</source>
        <extracomment>Below it. Max 48 characters.</extracomment>
        <translation>لم يبق شيء يخصكم على هذا الجهاز</translation>
    </message>
</context>
<context>
    <name>WipingPage</name>
    <message>
        <source>On efface tout</source>
        <extracomment>The machine forgets the last person. Max 24 characters.</extracomment>
        <translation>نمسح كل شيء</translation>
    </message>
    <message>
        <source>Encore un instant</source>
        <extracomment>Below it, while it goes on. Max 40 characters.</extracomment>
        <translation>لحظة أخرى</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Naissance : %1</source>
        <extracomment>Beside a name in a list; %1 is a birth date, perhaps &quot;vers 1990&quot;</extracomment>
        <translation>الميلاد: %1</translation>
    </message>
    <message>
        <source>à l’instant</source>
        <translation>الآن</translation>
    </message>
    <message>
        <source>il y a %1 min</source>
        <translation>قبل %1 د</translation>
    </message>
    <message>
        <source>il y a %1 h</source>
        <translation>قبل %1 س</translation>
    </message>
    <message>
        <source>Carte d’identité</source>
        <translation>بطاقة الهوية</translation>
    </message>
    <message>
        <source>Titre de séjour</source>
        <translation>تصريح الإقامة</translation>
    </message>
    <message>
        <source>Passeport</source>
        <translation>جواز السفر</translation>
    </message>
    <message>
        <source>Carte Vitale</source>
        <translation>بطاقة فيتال الصحية</translation>
    </message>
    <message>
        <source>Avis d’impôt</source>
        <translation>إشعار الضريبة</translation>
    </message>
    <message>
        <source>Attestation</source>
        <translation>شهادة</translation>
    </message>
    <message>
        <source>RIB de la banque</source>
        <translation>بيانات الحساب البنكي</translation>
    </message>
    <message>
        <source>Logement</source>
        <translation>السكن</translation>
    </message>
    <message>
        <source>Ordonnance</source>
        <translation>وصفة طبية</translation>
    </message>
    <message>
        <source>Courrier</source>
        <translation>رسالة</translation>
    </message>
    <message>
        <source>Accord signé</source>
        <translation>موافقة موقّعة</translation>
    </message>
    <message>
        <source>Autre papier</source>
        <translation>ورقة أخرى</translation>
    </message>
    <message>
        <source>Privé</source>
        <translation>خاصة</translation>
    </message>
    <message>
        <source>Partagé</source>
        <translation>مشتركة</translation>
    </message>
</context>
<context>
    <name>messages</name>
    <message>
        <source>Pages gardées : {pages}.</source>
        <translation>الصفحات المحفوظة: {pages}.</translation>
    </message>
    <message>
        <source>Vos autres papiers sont gardés. Rien n&apos;a changé.</source>
        <translation>أوراقكم الأخرى محفوظة. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>Réessayer</source>
        <translation>إعادة المحاولة</translation>
    </message>
    <message>
        <source>Choisir un autre fichier</source>
        <translation>اختيار ملف آخر</translation>
    </message>
    <message>
        <source>Si cela continue, appelez le support.</source>
        <translation>إذا استمر ذلك، اتصلوا بالدعم.</translation>
    </message>
    <message>
        <source>Le support peut vous aider.</source>
        <translation>يمكن للدعم مساعدتكم.</translation>
    </message>
    <message>
        <source>Le fichier n’a pas été ouvert. Il n’est pas perdu.</source>
        <translation>لم يُفتح الملف. لم يضِع.</translation>
    </message>
    <message>
        <source>La personne qui vous a donné ce fichier peut vous aider.</source>
        <translation>يمكن لمن أعطاكم هذا الملف أن يساعدكم.</translation>
    </message>
    <message>
        <source>Aucun scanner ne répond. Vérifiez qu&apos;il est allumé et branché.</source>
        <translation>لا يستجيب أي ماسح ضوئي. تحققوا من أنه مشغّل وموصول.</translation>
    </message>
    <message>
        <source>Le scanner ne répond plus. Vérifiez son câble, puis allumez-le.</source>
        <translation>توقف الماسح الضوئي عن الاستجابة. تحققوا من الكابل ثم شغّلوه.</translation>
    </message>
    <message>
        <source>Une feuille est coincée. Ouvrez le scanner et retirez-la doucement.</source>
        <translation>علقت ورقة. افتحوا الماسح الضوئي واسحبوها برفق.</translation>
    </message>
    <message>
        <source>Pages gardées : {pages}. Remettez les feuilles qui manquent.</source>
        <translation>الصفحات المحفوظة: {pages}. أعيدوا وضع الأوراق الناقصة.</translation>
    </message>
    <message>
        <source>Le capot du scanner est ouvert. Fermez-le.</source>
        <translation>غطاء الماسح الضوئي مفتوح. أغلقوه.</translation>
    </message>
    <message>
        <source>Le scanner travaille déjà. Attendez qu&apos;il ait fini, puis réessayez.</source>
        <translation>الماسح الضوئي يعمل الآن. انتظروا حتى ينتهي ثم أعيدوا المحاولة.</translation>
    </message>
    <message>
        <source>Ce poste n&apos;a pas le droit d&apos;utiliser ce scanner.</source>
        <translation>لا يُسمح لهذا الجهاز باستعمال هذا الماسح الضوئي.</translation>
    </message>
    <message>
        <source>Le support peut donner ce droit au poste.</source>
        <translation>يمكن للدعم أن يعطي الجهاز هذا الإذن.</translation>
    </message>
    <message>
        <source>Le scanner ne répond pas. Éteignez-le, puis rallumez-le.</source>
        <translation>لا يستجيب الماسح الضوئي. أطفئوه ثم شغّلوه من جديد.</translation>
    </message>
    <message>
        <source>Le scanner s&apos;est arrêté en route.</source>
        <translation>توقف الماسح الضوئي أثناء العمل.</translation>
    </message>
    <message>
        <source>Il n&apos;y a pas de feuille dans le chargeur. Posez vos feuilles.</source>
        <translation>لا توجد أوراق في الملقّم. ضعوا أوراقكم.</translation>
    </message>
    <message>
        <source>Ce scanner ne montre plus la même preuve d’identité qu’avant.</source>
        <translation>لم يعد هذا الماسح يُظهر إثبات هويته نفسه كما كان من قبل.</translation>
    </message>
    <message>
        <source>Rien ne lui a été demandé. Pages gardées : {pages}.</source>
        <translation>لم يُطلب منه شيء. الصفحات المحفوظة: {pages}.</translation>
    </message>
    <message>
        <source>S’il vient d’être remplacé ou réparé, le support peut l’accepter.</source>
        <translation>إذا كان قد استُبدل أو أُصلح للتو، يمكن لفريق الدعم قبوله.</translation>
    </message>
    <message>
        <source>Ce poste ne connaît pas de scanner nommé {name}.</source>
        <translation>هذا الجهاز لا يعرف ماسحًا ضوئيًا باسم {name}.</translation>
    </message>
    <message>
        <source>Lire les noms que donne « reconnect-kiosk scanners »</source>
        <translation>قراءة الأسماء التي يعرضها « reconnect-kiosk scanners »</translation>
    </message>
    <message>
        <source>Il n’y a pas encore de papier dans le dossier. Numérisez-le sur le copieur.</source>
        <translation>لا توجد ورقة في المجلد بعد. امسحوها على آلة النسخ.</translation>
    </message>
    <message>
        <source>Un papier arrive encore dans le dossier. Attendez un moment.</source>
        <translation>ما زالت ورقة تصل إلى المجلد. انتظروا لحظة.</translation>
    </message>
    <message>
        <source>Les pages sont ici, mais le papier reste dans le dossier partagé.</source>
        <translation>الصفحات هنا، لكن الورقة باقية في المجلد المشترك.</translation>
    </message>
    <message>
        <source>Vos pages sont gardées.</source>
        <translation>صفحاتكم محفوظة.</translation>
    </message>
    <message>
        <source>Continuer</source>
        <translation>متابعة</translation>
    </message>
    <message>
        <source>Le support peut permettre à ce poste de vider le dossier.</source>
        <translation>يمكن لفريق الدعم أن يسمح لهذا الجهاز بإفراغ المجلد.</translation>
    </message>
    <message>
        <source>La clé n’est plus là. Branchez-la de nouveau.</source>
        <translation>ذاكرة USB لم تعد موجودة. أدخلها من جديد.</translation>
    </message>
    <message>
        <source>Cette clé ne peut pas être lue ici.</source>
        <translation>لا يمكن قراءة ذاكرة USB هذه هنا.</translation>
    </message>
    <message>
        <source>Il n’y a plus de place sur la clé.</source>
        <translation>لم يعد هناك مكان على ذاكرة USB.</translation>
    </message>
    <message>
        <source>La copie n’a pas pu être écrite sur la clé.</source>
        <translation>تعذّرت كتابة النسخة على ذاكرة USB.</translation>
    </message>
    <message>
        <source>La clé ne répond pas. La copie n’est pas terminée.</source>
        <translation>ذاكرة USB لا تستجيب. لم تكتمل النسخة.</translation>
    </message>
    <message>
        <source>Retirez la clé. Prenez-en une autre si possible.</source>
        <translation>انزع ذاكرة USB. استعمل ذاكرة أخرى إن أمكن.</translation>
    </message>
    <message>
        <source>La clé travaille encore. Ne la retirez pas.</source>
        <translation>ذاكرة USB ما زالت تعمل. لا تسحبها.</translation>
    </message>
    <message>
        <source>Le papier est copié sur la clé.</source>
        <translation>نُسخت الورقة إلى ذاكرة USB.</translation>
    </message>
    <message>
        <source>Cette page ne peut pas être montrée pour le moment.</source>
        <translation>لا يمكن عرض هذه الصفحة الآن.</translation>
    </message>
    <message>
        <source>La page est gardée telle qu&apos;elle a été numérisée.</source>
        <translation>الصفحة محفوظة كما مُسحت.</translation>
    </message>
    <message>
        <source>Ce fichier ne peut pas être lu ici.</source>
        <translation>لا يمكن قراءة هذا الملف هنا.</translation>
    </message>
    <message>
        <source>La clé ou le dossier ne répond pas.</source>
        <translation>ذاكرة USB أو المجلد لا يستجيب.</translation>
    </message>
    <message>
        <source>Retirez la clé, puis branchez-la de nouveau.</source>
        <translation>انزع ذاكرة USB، ثم أدخلها من جديد.</translation>
    </message>
    <message>
        <source>Ce fichier est vide.</source>
        <translation>هذا الملف فارغ.</translation>
    </message>
    <message>
        <source>Ce fichier est trop gros. La limite est de {limit_mb} mégaoctets.</source>
        <translation>هذا الملف كبير جدًا. الحد هو {limit_mb} ميغابايت.</translation>
    </message>
    <message>
        <source>Ce poste ne prend pas cette sorte de fichier. Demandez un PDF ou une photo.</source>
        <translation>لا يقبل هذا الجهاز هذا النوع من الملفات. اطلبوا ملف PDF أو صورة.</translation>
    </message>
    <message>
        <source>L’antivirus a reconnu un programme dangereux dans ce fichier : {found}.</source>
        <translation>تعرّف برنامج الحماية على برنامج خطير في هذا الملف: {found}.</translation>
    </message>
    <message>
        <source>Prévenez la personne qui vous a donné ce fichier, puis le support.</source>
        <translation>أخبروا الشخص الذي أعطاكم هذا الملف، ثم الدعم.</translation>
    </message>
    <message>
        <source>L’antivirus n’a pas pu regarder tout ce que contient ce fichier.</source>
        <translation>لم يستطع برنامج الحماية فحص كل ما في هذا الملف.</translation>
    </message>
    <message>
        <source>Demandez le papier sous une autre forme : un PDF simple ou une photo.</source>
        <translation>اطلبوا الورقة بشكل آخر: ملف PDF بسيط أو صورة.</translation>
    </message>
    <message>
        <source>Ce fichier ne peut pas être montré : il se range seul, sans autre page.</source>
        <translation>لا يمكن عرض هذا الملف: يُحفظ وحده، دون صفحة أخرى.</translation>
    </message>
    <message>
        <source>Rangez d’abord ces pages, puis ajoutez-le.</source>
        <translation>احفظوا هذه الصفحات أولا، ثم أضيفوه.</translation>
    </message>
    <message>
        <source>Ce fichier ne peut pas être montré ici.</source>
        <translation>لا يمكن عرض هذا الملف هنا.</translation>
    </message>
    <message>
        <source>Il est gardé tel quel dans le coffre. Rien n’est perdu.</source>
        <translation>هو محفوظ كما هو في الخزنة. لم يضِع شيء.</translation>
    </message>
    <message>
        <source>Choisir un autre papier</source>
        <translation>اختيار ورقة أخرى</translation>
    </message>
    <message>
        <source>Demandez le papier en PDF pour le voir ici.</source>
        <translation>اطلبوا الورقة بصيغة PDF لرؤيتها هنا.</translation>
    </message>
    <message>
        <source>L’antivirus tient ce fichier pour dangereux.</source>
        <translation>برنامج الحماية يرى هذا الملف خطرًا.</translation>
    </message>
    <message>
        <source>Il reste fermé dans le coffre et n’en sort pas.</source>
        <translation>يبقى مغلقًا في الخزنة ولا يخرج منها.</translation>
    </message>
    <message>
        <source>Demandez ce papier de nouveau à qui l’a fait.</source>
        <translation>اطلب هذه الورقة من جديد ممّن أعدّها.</translation>
    </message>
    <message>
        <source>L’antivirus n’a pas encore vu ce fichier.</source>
        <translation>لم يفحص برنامج الحماية هذا الملف بعد.</translation>
    </message>
    <message>
        <source>Il pourra sortir quand l’antivirus l’aura vu.</source>
        <translation>يمكن إخراجه بعد أن يفحصه برنامج الحماية.</translation>
    </message>
    <message>
        <source>L’antivirus de ce poste ne répond pas. Ici, il doit voir chaque fichier.</source>
        <translation>برنامج الحماية في هذا الجهاز لا يجيب. هنا يجب أن يفحص كل ملف.</translation>
    </message>
    <message>
        <source>Le support peut remettre l’antivirus en marche.</source>
        <translation>يمكن للدعم إعادة تشغيل برنامج الحماية.</translation>
    </message>
    <message>
        <source>Le nom de ce fichier dit une chose, son contenu en dit une autre.</source>
        <translation>اسم هذا الملف لا يوافق محتواه.</translation>
    </message>
    <message>
        <source>Le fichier n&apos;a pas été ouvert. Vos autres papiers sont gardés.</source>
        <translation>لم يُفتح الملف. أوراقكم الأخرى محفوظة.</translation>
    </message>
    <message>
        <source>Ce fichier est abîmé ou incomplet.</source>
        <translation>هذا الملف تالف أو ناقص.</translation>
    </message>
    <message>
        <source>Ce PDF est fermé par un mot de passe. Demandez-en une copie sans mot de passe.</source>
        <translation>هذا الملف PDF مغلق بكلمة سر. اطلبوا نسخة بدون كلمة سر.</translation>
    </message>
    <message>
        <source>Ce fichier a trop de pages. La limite est de {limit} pages.</source>
        <translation>في هذا الملف صفحات كثيرة جدًا. حد الصفحات: {limit}.</translation>
    </message>
    <message>
        <source>Les images de ce fichier sont trop grandes.</source>
        <translation>صور هذا الملف كبيرة جدًا.</translation>
    </message>
    <message>
        <source>Ce fichier demande trop de temps. Il a été refermé.</source>
        <translation>يحتاج هذا الملف إلى وقت طويل. أُغلق.</translation>
    </message>
    <message>
        <source>Rien n’a été installé. Vous pouvez recommencer.</source>
        <translation>لم يُثبّت شيء. يمكنكم البدء من جديد.</translation>
    </message>
    <message>
        <source>Demander un nouveau code</source>
        <translation>طلب رمز جديد</translation>
    </message>
    <message>
        <source>La personne responsable de votre structure donne les codes.</source>
        <translation>المسؤول في جهتكم هو من يعطي الرموز.</translation>
    </message>
    <message>
        <source>Le support informatique peut vous aider.</source>
        <translation>يمكن للدعم الفني مساعدتكم.</translation>
    </message>
    <message>
        <source>Ce changement ne peut pas être retiré.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vous pouvez le garder ici sans l’envoyer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce changement ne peut plus revenir.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>L’identité de cette personne ne s’ouvre pas ici.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Elle est gardée dans son coffre.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quelqu’un a déjà choisi entre-temps.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce qui n’a pas été choisi reste gardé.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vous pouvez encore corriger l’identité.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Il faut le jour, le mois, l’année et un nom.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La personne peut donner la date de son papier.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cette recherche a besoin du réseau.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Si la personne connaît son identifiant, continuez sans chercher.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trop de recherches. La prochaine sera possible dans {hours} h.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cette limite protège les personnes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La réponse reçue n’est pas celle de votre recherche.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Elle n’a pas été gardée.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cet accès n’est pas de votre service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>À corriger : ce code d’installation n’est pas complet.</source>
        <translation>للتصحيح: رمز التثبيت هذا ناقص.</translation>
    </message>
    <message>
        <source>Saisir le code de nouveau</source>
        <translation>كتابة الرمز من جديد</translation>
    </message>
    <message>
        <source>À corriger : le nom du poste tient en 80 caractères, sur une ligne.</source>
        <translation>للتصحيح: اسم الجهاز لا يتجاوز 80 حرفًا في سطر واحد.</translation>
    </message>
    <message>
        <source>Changer le nom</source>
        <translation>تغيير الاسم</translation>
    </message>
    <message>
        <source>Ce code d’installation a déjà servi.</source>
        <translation>استُعمل رمز التثبيت هذا من قبل.</translation>
    </message>
    <message>
        <source>Ce code d’installation n’est plus valable : il sert pendant 24 heures.</source>
        <translation>لم يعد رمز التثبيت هذا صالحًا: مدته 24 ساعة.</translation>
    </message>
    <message>
        <source>Le serveur ne connaît pas ce code d’installation.</source>
        <translation>الخادم لا يعرف رمز التثبيت هذا.</translation>
    </message>
    <message>
        <source>Le serveur joint n’est pas celui du code d’installation.</source>
        <translation>الخادم الذي أجاب ليس خادم رمز التثبيت.</translation>
    </message>
    <message>
        <source>Rien ne lui a été envoyé.</source>
        <translation>لم يُرسل إليه شيء.</translation>
    </message>
    <message>
        <source>Le serveur du code d’installation ne répond pas.</source>
        <translation>خادم رمز التثبيت لا يستجيب.</translation>
    </message>
    <message>
        <source>Ce poste n’est pas relié à Internet. Il en a besoin pour s’installer.</source>
        <translation>هذا الجهاز غير موصول بالإنترنت. يحتاجه للتثبيت.</translation>
    </message>
    <message>
        <source>Voir les réglages du réseau</source>
        <translation>رؤية إعدادات الشبكة</translation>
    </message>
    <message>
        <source>Ce poste est déjà installé.</source>
        <translation>هذا الجهاز مثبّت من قبل.</translation>
    </message>
    <message>
        <source>Rien n’a été changé.</source>
        <translation>لم يتغير شيء.</translation>
    </message>
    <message>
        <source>Revenir</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Le serveur n’a pas accepté ce code d’installation.</source>
        <translation>لم يقبل الخادم رمز التثبيت هذا.</translation>
    </message>
    <message>
        <source>Ce que le serveur dit de votre structure n’est pas signé comme il faut.</source>
        <translation>ما يقوله الخادم عن جهتكم غير موقّع كما يجب.</translation>
    </message>
    <message>
        <source>Rien n’a été gardé.</source>
        <translation>لم يُحفظ شيء.</translation>
    </message>
    <message>
        <source>Un professionnel peut vous aider.</source>
        <translation>يمكن لأحد المهنيين مساعدتكم.</translation>
    </message>
    <message>
        <source>Montrer encore</source>
        <translation>أظهروها من جديد</translation>
    </message>
    <message>
        <source>Ce code n’est pas une carte d’identifiant. Écrivez l’identifiant.</source>
        <translation>هذا الرمز ليس بطاقة المعرّف. اكتبوا المعرّف.</translation>
    </message>
    <message>
        <source>La carte n’a pas été lue en entier. Montrez-la encore, ou écrivez l’identifiant.</source>
        <translation>لم تُقرأ البطاقة كاملة. أظهروها من جديد، أو اكتبوا المعرّف.</translation>
    </message>
    <message>
        <source>Ce poste ne sait pas lire cette carte. Écrivez l’identifiant.</source>
        <translation>لا يعرف هذا الجهاز قراءة هذه البطاقة. اكتبوا المعرّف.</translation>
    </message>
    <message>
        <source>La caméra n’a pas vu de carte. Elle est éteinte. Écrivez l’identifiant.</source>
        <translation>لم ترَ الكاميرا أي بطاقة. وقد أُطفئت. اكتبوا المعرّف.</translation>
    </message>
    <message>
        <source>La caméra est déjà occupée. Écrivez l’identifiant.</source>
        <translation>الكاميرا مشغولة الآن. اكتبوا المعرّف.</translation>
    </message>
    <message>
        <source>La caméra ne répond plus. Écrivez l’identifiant.</source>
        <translation>لم تعد الكاميرا تستجيب. اكتبوا المعرّف.</translation>
    </message>
    <message>
        <source>Ce papier n’est pas encore sur ce poste.</source>
        <translation>هذه الورقة ليست على هذا الجهاز بعد.</translation>
    </message>
    <message>
        <source>Il est gardé dans le coffre.</source>
        <translation>هي محفوظة في الخزنة.</translation>
    </message>
    <message>
        <source>Ce papier ne peut pas encore être partagé ici.</source>
        <translation>لا يمكن مشاركة هذه الورقة هنا بعد.</translation>
    </message>
    <message>
        <source>Il reste dans le coffre, pour vous.</source>
        <translation>تبقى في الخزنة، لكم.</translation>
    </message>
    <message>
        <source>Ce papier n’est plus dans cette liste.</source>
        <translation>لم تعد هذه الورقة في القائمة.</translation>
    </message>
    <message>
        <source>Les autres papiers sont là.</source>
        <translation>الأوراق الأخرى موجودة.</translation>
    </message>
    <message>
        <source>Cette personne n’est pas rattachée à votre service.</source>
        <translation>هذا الشخص غير مرتبط بجهتكم.</translation>
    </message>
    <message>
        <source>Ses papiers sont en sécurité.</source>
        <translation>أوراقه في أمان.</translation>
    </message>
    <message>
        <source>Rattacher la personne</source>
        <translation>ربط الشخص</translation>
    </message>
    <message>
        <source>La personne peut dire oui ici.</source>
        <translation>يمكن للشخص أن يقول نعم هنا.</translation>
    </message>
    <message>
        <source>Cette personne est déjà rattachée à votre service.</source>
        <translation>هذا الشخص مرتبط بجهتكم من قبل.</translation>
    </message>
    <message>
        <source>Rien n’a changé.</source>
        <translation>لم يتغير شيء.</translation>
    </message>
    <message>
        <source>Ouvrir le dossier</source>
        <translation>فتح الملف</translation>
    </message>
    <message>
        <source>Votre responsable peut vous aider.</source>
        <translation>يمكن للمسؤول مساعدتكم.</translation>
    </message>
    <message>
        <source>Vous pouvez ajouter des papiers, pas encore les lire.</source>
        <translation>يمكنكم إضافة أوراق، ولا يمكنكم قراءتها بعد.</translation>
    </message>
    <message>
        <source>Les papiers sont gardés.</source>
        <translation>الأوراق محفوظة.</translation>
    </message>
    <message>
        <source>La personne ouvre son coffre une fois, et c’est prêt.</source>
        <translation>يفتح الشخص خزنته مرة واحدة، ثم يصبح كل شيء جاهزًا.</translation>
    </message>
    <message>
        <source>Ce travail n’est plus gardé ici.</source>
        <translation>لم يعد هذا العمل محفوظًا هنا.</translation>
    </message>
    <message>
        <source>Ce qui est rangé reste dans le coffre.</source>
        <translation>ما رُتّب يبقى في الخزنة.</translation>
    </message>
    <message>
        <source>Il manque l’accord de la personne.</source>
        <translation>موافقة الشخص ناقصة.</translation>
    </message>
    <message>
        <source>Ce qui est écrit est gardé.</source>
        <translation>ما كُتب محفوظ.</translation>
    </message>
    <message>
        <source>Demander l’accord</source>
        <translation>طلب الموافقة</translation>
    </message>
    <message>
        <source>Il manque l’accord d’un parent ou d’un tuteur.</source>
        <translation>تنقص موافقة أحد الوالدين أو الوصي.</translation>
    </message>
    <message>
        <source>Écrire le nom du parent</source>
        <translation>كتابة اسم الوالد</translation>
    </message>
    <message>
        <source>Avant 16 ans, un parent ou un tuteur donne l’accord.</source>
        <translation>قبل سن 16 عاماً، يعطي أحد الوالدين أو الوصي الموافقة.</translation>
    </message>
    <message>
        <source>Un réglage de ce poste n’est pas compris : {key}.</source>
        <translation>إعداد في هذا الجهاز غير مفهوم: {key}.</translation>
    </message>
    <message>
        <source>Rien n’est perdu.</source>
        <translation>لم يضع شيء.</translation>
    </message>
    <message>
        <source>Corriger ce réglage</source>
        <translation>تصحيح هذا الإعداد</translation>
    </message>
    <message>
        <source>Le support dit quelles valeurs conviennent.</source>
        <translation>الدعم يخبركم بالقيم المناسبة.</translation>
    </message>
    <message>
        <source>Il manque un nom.</source>
        <translation>الاسم ناقص.</translation>
    </message>
    <message>
        <source>Écrire un nom</source>
        <translation>كتابة اسم</translation>
    </message>
    <message>
        <source>Un seul nom suffit.</source>
        <translation>اسم واحد يكفي.</translation>
    </message>
    <message>
        <source>Cet accès ne permet pas de faire cela.</source>
        <translation>هذا الدخول لا يسمح بفعل ذلك.</translation>
    </message>
    <message>
        <source>Ce poste ne peut pas se retirer lui-même.</source>
        <translation>لا يمكن لهذا الجهاز أن يسحب نفسه.</translation>
    </message>
    <message>
        <source>Un responsable le retire depuis un autre poste.</source>
        <translation>يسحبه مسؤول من جهاز آخر.</translation>
    </message>
    <message>
        <source>Ce poste n’est pas de votre structure.</source>
        <translation>هذا الجهاز ليس تابعًا لمؤسستكم.</translation>
    </message>
    <message>
        <source>Il manque encore une information à ce poste.</source>
        <translation>ما زالت معلومة تنقص هذا الجهاز.</translation>
    </message>
    <message>
        <source>Cela vient avec le prochain échange.</source>
        <translation>تصل مع التبادل القادم.</translation>
    </message>
    <message>
        <source>Le disque du serveur est plein.</source>
        <translation>قرص الخادم ممتلئ.</translation>
    </message>
    <message>
        <source>Tout ce qui était déjà envoyé est gardé ; le reste attend sur les postes.</source>
        <translation>كل ما أُرسل محفوظ؛ والباقي ينتظر على الأجهزة.</translation>
    </message>
    <message>
        <source>Libérer de la place</source>
        <translation>إفراغ مكان</translation>
    </message>
    <message>
        <source>L&apos;exploitant du serveur</source>
        <translation>مشغّل الخادم</translation>
    </message>
    <message>
        <source>La base de données du serveur ne répond pas.</source>
        <translation>قاعدة بيانات الخادم لا تستجيب.</translation>
    </message>
    <message>
        <source>Rien n&apos;est perdu : les postes gardent ce qu&apos;ils doivent envoyer.</source>
        <translation>لم يضع شيء: تحفظ الأجهزة ما يجب إرساله.</translation>
    </message>
    <message>
        <source>Ces données viennent d&apos;un serveur plus récent (schéma {version}).</source>
        <translation>هذه البيانات من خادم أحدث (المخطط {version}).</translation>
    </message>
    <message>
        <source>Elles n&apos;ont pas été modifiées.</source>
        <translation>لم تُعدّل.</translation>
    </message>
    <message>
        <source>Mettre à jour le serveur</source>
        <translation>تحديث الخادم</translation>
    </message>
    <message>
        <source>Un fichier de clés est abîmé.</source>
        <translation>ملف مفاتيح تالف.</translation>
    </message>
    <message>
        <source>Les données sont intactes, mais sans ces clés elles ne servent plus.</source>
        <translation>البيانات سليمة، لكنها لا تفيد بدون هذه المفاتيح.</translation>
    </message>
    <message>
        <source>Restaurer la sauvegarde des clés</source>
        <translation>استعادة نسخة المفاتيح الاحتياطية</translation>
    </message>
    <message>
        <source>Le port {port} est déjà pris sur cette machine.</source>
        <translation>المنفذ {port} مستعمل على هذه الآلة.</translation>
    </message>
    <message>
        <source>Rien n&apos;a été modifié.</source>
        <translation>لم يُعدّل شيء.</translation>
    </message>
    <message>
        <source>Choisir un autre port</source>
        <translation>اختيار منفذ آخر</translation>
    </message>
    <message>
        <source>Le fichier des annonces n&apos;est pas lisible.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le serveur continue avec les annonces d&apos;avant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Corriger le fichier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce dossier n&apos;a pas encore de certificat.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rien n&apos;a été changé.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ces heures ne font pas une pause : la fin vient après le début.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rien n&apos;a été annoncé.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Donner les heures sous la forme 2026-12-01T22:00</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Une pause s&apos;annonce au moins 24 heures avant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choisir plus tard, ou ajouter --urgent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Aucune pause annoncée ne commence à cette heure.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Voir la liste : admin announce list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Démarrer le serveur une première fois</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un certificat suivant est déjà préparé.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le mettre en place : admin certificate activate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Aucun certificat suivant n&apos;est préparé.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>En préparer un : admin certificate prepare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un fichier du certificat est abîmé.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restaurer le dossier tls de la copie</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le serveur central ne répond pas.</source>
        <translation>الخادم المركزي لا يستجيب.</translation>
    </message>
    <message>
        <source>Ce qui vient d&apos;être créé est gardé et partira à la prochaine commande.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le serveur central a mal répondu ({status}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le certificat présenté n&apos;est pas celui de votre serveur.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rien n&apos;a été envoyé.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vérifier l&apos;adresse et le réseau</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le serveur ne reconnaît pas ce jeton d&apos;exploitant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce qui vient d&apos;être créé est gardé, rien n&apos;est parti.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Donner le fichier operator.json du serveur</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce serveur dépend déjà d&apos;une autre autorité.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rien n&apos;a été créé ni modifié.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Utiliser l&apos;autorité d&apos;origine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le serveur a refusé une déclaration ({reason}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Elle est gardée dans le dossier de l&apos;autorité.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Appeler le support</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le support technique</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le serveur attend une autre déclaration avant celle-ci.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Elle est gardée et repartira à la prochaine commande.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le fichier operator.json du serveur manque ou n&apos;est pas lisible.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ajouter --server-data ou --operator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Il n&apos;y a pas d&apos;autorité dans ce dossier.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lancer « admin init » ou donner --authority</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Il y a déjà une autorité dans ce dossier.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Elle n&apos;a pas été modifiée.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choisir un autre dossier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cette autorité ne connaît pas cette structure.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Voir les noms avec « admin list »</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Une structure porte déjà ce nom.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choisir un autre nom</source>
        <translation>اختيار اسم آخر</translation>
    </message>
    <message>
        <source>Ce nom est vide, trop long ou contient un caractère interdit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rien n&apos;a été créé.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Corriger le nom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Personne d&apos;actif n&apos;a cet identifiant ici.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Voir les identifiants avec « admin list »</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Aucun poste actif n&apos;a ce numéro.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Voir les postes avec « admin list »</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le stockage des documents du serveur ne répond pas.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>L&apos;adresse du stockage des documents n&apos;est pas lisible ou n&apos;est pas en HTTPS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Corriger --parts : s3://…?endpoint=https://…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le stockage des documents refuse ces identifiants ou ne connaît pas cet espace.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Corriger l&apos;espace ou le fichier des identifiants</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce stockage laisse écraser ce qui est déjà déposé : il ne convient pas.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choisir un stockage qui respecte If-None-Match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un secret attendu manque ou n&apos;est pas lisible : {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Écrire ce fichier ou ces variables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tout le monde peut lire le fichier de secrets {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le serveur ne l&apos;a pas utilisé.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changer ce secret, puis protéger le fichier (chmod 600)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le gardien des clés du serveur ne répond pas.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le gardien des clés refuse ce serveur, ou cet acte.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vérifier le rôle donné au serveur et ses droits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>L&apos;adresse du gardien des clés n&apos;est pas lisible.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Corriger --keys : vault://… ou pkcs11:…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La bibliothèque des modules PKCS#11 n&apos;est pas installée.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Installer reconnect-kiosk[hsm]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La garde des secrets ne répond pas.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rien n&apos;est perdu : ce qui lui est confié l&apos;attend sur le serveur.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le fichier d&apos;appairage de la garde des secrets n&apos;est pas lisible.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reprendre le fichier api.json écrit par la garde des secrets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce fichier ou ce dossier existe déjà : {place}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choisir un autre emplacement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce n&apos;est pas une sauvegarde entière : {place}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prendre une autre sauvegarde</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La sauvegarde n&apos;est pas complète : {count} contrôles sont faux.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La sauvegarde et le serveur n&apos;ont pas été modifiés.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lire le rapport et refaire une sauvegarde</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ces clés n&apos;ouvrent pas la sauvegarde {place}, ou son début est abîmé.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Donner les clés du serveur qui l&apos;a faite, ou prendre une autre sauvegarde</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La sauvegarde {place} est coupée ou a été modifiée.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La sauvegarde {place} n&apos;est pas celle que son nom ou son empreinte annonce.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chercher d&apos;où vient ce fichier et prendre une autre sauvegarde</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Une autre sauvegarde ou remise est en cours sur ce serveur.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Elle continue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attendre sa fin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Les clés du serveur ne sont pas dans ce dossier : {place}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Y mettre la copie du dossier des clés</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La clé des reçus ne peut pas sortir de ce dépôt de clés.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Garder ce dépôt, ou y permettre la sortie de cette clé</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Aucune clé ne sort d&apos;un module PKCS#11.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rien n&apos;a été modifié. Le serveur continue avec lui.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Garder ce module, ou le faire copier avec l&apos;outil de son fabricant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Les deux dépôts de clés ne signent pas avec la même clé.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Donner un dépôt sans clé de reçus, ou celui préparé par admin keys adopt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce dépôt de clés n&apos;est pas prêt pour ce serveur, qui en a un autre.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le préparer avec admin keys adopt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Il faut deux dépôts de clés : le nouveau, puis celui d&apos;avant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Indiquer les deux, avec un espace entre eux</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} éléments sont encore sous le dépôt de clés d&apos;avant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tout s&apos;ouvre tant que les deux dépôts sont indiqués.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vérifier que chaque serveur utilise le nouveau, puis recommencer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rien n&apos;est envoyé à cette adresse.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Voir la liste avec admin checkpoints list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Il n&apos;y a pas de serveur dans ce dossier : {place}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Indiquer le dossier de données du serveur</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ces dates ne font pas une convention : la fin vient après le début.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Donner les dates sous la forme 2026-12-31</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Aucun code en attente n&apos;a ce numéro : utilisé, passé ou inconnu.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Voir les codes avec « admin device codes »</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cette base contient déjà des données.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Indiquer une base vide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Aucune tâche abandonnée n&apos;a ce nom et cette clé.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Voir les tâches avec « admin jobs list »</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>L&apos;adresse d&apos;une passerelle de messages ne convient pas.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Corriger « sms » ou « mail » dans les réglages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce numéro de téléphone ne convient pas.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vérifier le numéro</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cette adresse de courrier ne convient pas.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vérifier l&apos;adresse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce texte est vide ou ne tient pas dans un seul SMS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raccourcir le texte</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La passerelle n&apos;accepte pas ce message.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vérifier le destinataire</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La passerelle de messages ne répond pas.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le message n&apos;est pas parti ; il sera repris.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La passerelle de messages demande d&apos;attendre.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La passerelle de messages ne reconnaît pas ce serveur.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Corriger le fichier « credentials »</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La passerelle ne prouve pas qui elle est, ou ne sait pas chiffrer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rien n&apos;a été dit en clair.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vérifier l&apos;adresse et le fichier « ca »</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Aucun coffre n&apos;a cet identifiant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rien n&apos;a été supprimé.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vérifier l&apos;identifiant, en entier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Supprimer un coffre ne peut pas être défait.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ajouter --yes pour le supprimer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce n&apos;est pas un mois.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Aucun bilan n&apos;a été établi.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Donner le mois sous la forme 2026-02</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce mois n&apos;est pas encore clos.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redemander à partir du 8 du mois suivant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La structure n&apos;existait pas encore ce mois-là.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Demander un mois plus récent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le bilan ne peut pas être écrit dans ce dossier.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le bilan est gardé : la même demande le redonne.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le poste est déjà ouvert sur cet ordinateur.</source>
        <translation>الجهاز مفتوح بالفعل على هذا الحاسوب.</translation>
    </message>
    <message>
        <source>Rien n&apos;est changé.</source>
        <translation>لم يتغير شيء.</translation>
    </message>
    <message>
        <source>Revenir à la fenêtre ouverte</source>
        <translation>العودة إلى النافذة المفتوحة</translation>
    </message>
    <message>
        <source>Si aucune fenêtre n&apos;est ouverte, redémarrez l&apos;ordinateur.</source>
        <translation>إذا لم تكن هناك نافذة مفتوحة، أعيدوا تشغيل الحاسوب.</translation>
    </message>
    <message>
        <source>Le poste a dû fermer cet espace.</source>
        <translation>اضطر الجهاز إلى إغلاق هذه المساحة.</translation>
    </message>
    <message>
        <source>Ce qui est enregistré est gardé.</source>
        <translation>ما تم حفظه باقٍ.</translation>
    </message>
    <message>
        <source>Recommencer</source>
        <translation>البدء من جديد</translation>
    </message>
    <message>
        <source>Ce poste fait une pause.</source>
        <translation>هذا الجهاز متوقف مؤقتاً.</translation>
    </message>
    <message>
        <source>Vos papiers sont gardés.</source>
        <translation>أوراقكم محفوظة.</translation>
    </message>
    <message>
        <source>Ce poste fait une pause pour finir d&apos;effacer.</source>
        <translation>هذا الجهاز متوقف مؤقتاً لإتمام المسح.</translation>
    </message>
    <message>
        <source>Vos papiers sont gardés dans votre espace.</source>
        <translation>أوراقكم محفوظة في مساحتكم.</translation>
    </message>
    <message>
        <source>Un professionnel peut redémarrer le poste.</source>
        <translation>يمكن لأحد المهنيين إعادة تشغيل الجهاز.</translation>
    </message>
    <message>
        <source>Le réglage {setting} doit être entre {low} et {high} secondes.</source>
        <translation>يجب أن يكون الإعداد {setting} بين {low} و{high} ثانية.</translation>
    </message>
    <message>
        <source>Le poste garde ses durées habituelles.</source>
        <translation>يحتفظ الجهاز بمدده المعتادة.</translation>
    </message>
    <message>
        <source>Corriger le réglage</source>
        <translation>تصحيح الإعداد</translation>
    </message>
    <message>
        <source>Le support connaît les durées permises.</source>
        <translation>الدعم يعرف المدد المسموح بها.</translation>
    </message>
    <message>
        <source>Le poste ne peut pas démarrer sans écran.</source>
        <translation>لا يمكن تشغيل الجهاز بدون شاشة.</translation>
    </message>
    <message>
        <source>Vérifier l&apos;écran</source>
        <translation>التحقق من الشاشة</translation>
    </message>
    <message>
        <source>Vos papiers sont en sécurité.</source>
        <translation>أوراقكم في أمان.</translation>
    </message>
    <message>
        <source>Ce n’est pas le bon mot de passe. Essais restants : {left}.</source>
        <translation>كلمة السر غير صحيحة. المحاولات الباقية: {left}.</translation>
    </message>
    <message>
        <source>Ce poste ne connaît pas cet identifiant.</source>
        <translation>هذا الجهاز لا يعرف هذا المعرّف.</translation>
    </message>
    <message>
        <source>Vérifier l’identifiant</source>
        <translation>التحقق من المعرّف</translation>
    </message>
    <message>
        <source>Trop d’essais. Attendez {seconds} secondes.</source>
        <translation>محاولات كثيرة. انتظروا. الثواني الباقية: {seconds}.</translation>
    </message>
    <message>
        <source>Ce poste s’ouvre avec un professionnel.</source>
        <translation>يفتح أحد المهنيين هذا الجهاز.</translation>
    </message>
    <message>
        <source>Ce poste n’a pas échangé depuis trop longtemps.</source>
        <translation>لم يتبادل هذا الجهاز منذ وقت طويل.</translation>
    </message>
    <message>
        <source>Tout ce qui est enregistré ici est gardé.</source>
        <translation>كل ما سُجّل هنا محفوظ.</translation>
    </message>
    <message>
        <source>Vérifier la connexion</source>
        <translation>التحقق من الاتصال</translation>
    </message>
    <message>
        <source>Votre responsable ou le support vous aide.</source>
        <translation>يساعدكم المسؤول أو الدعم.</translation>
    </message>
    <message>
        <source>Rien n’est effacé. Pas encore envoyé, gardé ici : {count}.</source>
        <translation>لم يُمحَ شيء. ما لم يُرسَل بعد ومحفوظ هنا: {count}.</translation>
    </message>
    <message>
        <source>La date de ce poste a reculé.</source>
        <translation>رجع تاريخ هذا الجهاز إلى الوراء.</translation>
    </message>
    <message>
        <source>Un échange avec le serveur suffit. Le support vous aide.</source>
        <translation>يكفي اتصال واحد بالخادم. الدعم يساعدك.</translation>
    </message>
    <message>
        <source>Le réseau a suspendu l’accès de votre service.</source>
        <translation>أوقفت الشبكة وصول خدمتك مؤقتًا.</translation>
    </message>
    <message>
        <source>Votre service ne fait plus partie du réseau.</source>
        <translation>لم تعد خدمتك جزءًا من الشبكة.</translation>
    </message>
    <message>
        <source>Cet accès n’est plus ouvert dans ce service.</source>
        <translation>لم يعد هذا الدخول مفتوحًا في هذه الجهة.</translation>
    </message>
    <message>
        <source>Votre travail enregistré est gardé.</source>
        <translation>عملكم المسجّل محفوظ.</translation>
    </message>
    <message>
        <source>Votre responsable vous aide.</source>
        <translation>يساعدكم المسؤول.</translation>
    </message>
    <message>
        <source>Ce mot de passe est trop facile à deviner.</source>
        <translation>كلمة السر هذه سهلة التخمين.</translation>
    </message>
    <message>
        <source>Choisir un autre mot de passe</source>
        <translation>اختيار كلمة سر أخرى</translation>
    </message>
    <message>
        <source>Le mot de passe reçu n’est pas encore remplacé.</source>
        <translation>لم تُستبدل كلمة السر المستلمة بعد.</translation>
    </message>
    <message>
        <source>Les conditions du service ne sont pas encore acceptées.</source>
        <translation>لم تُقبل شروط الخدمة بعد.</translation>
    </message>
    <message>
        <source>Lire les conditions</source>
        <translation>قراءة الشروط</translation>
    </message>
    <message>
        <source>Ce n’est pas la version actuelle des conditions.</source>
        <translation>هذه ليست النسخة الحالية من الشروط.</translation>
    </message>
    <message>
        <source>Ce poste n’est pas encore installé.</source>
        <translation>هذا الجهاز غير مثبّت بعد.</translation>
    </message>
    <message>
        <source>Installer ce poste</source>
        <translation>تثبيت هذا الجهاز</translation>
    </message>
    <message>
        <source>Votre responsable donne le code.</source>
        <translation>المسؤول يعطي الرمز.</translation>
    </message>
    <message>
        <source>Ce poste ne connaît pas cet identifiant et ne peut pas le demander.</source>
        <translation>هذا الجهاز لا يعرف هذا المعرّف ولا يمكنه السؤال عنه.</translation>
    </message>
    <message>
        <source>La réponse reçue n’est pas sûre : on s’arrête là.</source>
        <translation>الجواب الذي وصل غير آمن: نتوقف هنا.</translation>
    </message>
    <message>
        <source>Rien n’est perdu : tout est gardé sur ce poste et partira plus tard.</source>
        <translation>لم يضع شيء: كل شيء محفوظ على هذا الجهاز ويُرسل لاحقًا.</translation>
    </message>
    <message>
        <source>Ce changement reste gardé sur ce poste.</source>
        <translation>يبقى هذا التغيير محفوظًا على هذا الجهاز.</translation>
    </message>
    <message>
        <source>Vos papiers sont gardés. Le travail continue et rien n’est perdu.</source>
        <translation>أوراقكم محفوظة. يستمر العمل ولا يضيع شيء.</translation>
    </message>
    <message>
        <source>Copier le code pour le support</source>
        <translation>نسخ الرمز للدعم</translation>
    </message>
    <message>
        <source>Garder ce fichier et prévenir le support</source>
        <translation>احتفظوا بهذا الملف وأخبروا الدعم</translation>
    </message>
    <message>
        <source>Le serveur a perdu une partie de son journal.</source>
        <translation>فقد الخادم جزءًا من سجلّه.</translation>
    </message>
    <message>
        <source>Le serveur montre un autre journal que celui connu de ce poste.</source>
        <translation>يعرض الخادم سجلًّا غير الذي يعرفه هذا الجهاز.</translation>
    </message>
    <message>
        <source>Le journal du serveur n’est pas signé par lui.</source>
        <translation>سجلّ الخادم غير موقّع منه.</translation>
    </message>
    <message>
        <source>Le serveur ne montre pas son journal.</source>
        <translation>لا يعرض الخادم سجلّه.</translation>
    </message>
    <message>
        <source>La ligne {entry} n’est pas dans le journal signé par le serveur.</source>
        <translation>السطر {entry} ليس في السجلّ الموقّع من الخادم.</translation>
    </message>
    <message>
        <source>Le serveur n’a rien dit de ce coffre à ce poste.</source>
        <translation>لم يقل الخادم شيئًا عن هذه الخزنة لهذا الجهاز.</translation>
    </message>
    <message>
        <source>Ce fichier n’est pas un état signé du journal.</source>
        <translation>هذا الملف ليس حالة موقّعة للسجل.</translation>
    </message>
    <message>
        <source>Rien n’a été modifié.</source>
        <translation>لم يتغير شيء.</translation>
    </message>
    <message>
        <source>Prendre le fichier joint au message reçu</source>
        <translation>خذوا الملف المرفق بالرسالة المستلمة</translation>
    </message>
    <message>
        <source>L’exploitant du serveur</source>
        <translation>مشغّل الخادم</translation>
    </message>
    <message>
        <source>La signature de cet état du journal ne tient pas : il a été modifié.</source>
        <translation>توقيع حالة السجل هذه غير صحيح: لقد تم تعديلها.</translation>
    </message>
    <message>
        <source>Rien n’a été modifié ici.</source>
        <translation>لم يتغير شيء هنا.</translation>
    </message>
    <message>
        <source>Garder ce fichier et prévenir l’exploitant</source>
        <translation>احتفظوا بهذا الملف وأخبروا المشغّل</translation>
    </message>
    <message>
        <source>Ce fichier n’est pas un journal : ligne {line}.</source>
        <translation>هذا الملف ليس سجلًّا: السطر {line}.</translation>
    </message>
    <message>
        <source>Ce journal a été modifié : ligne {line} du fichier, contrôle « {check} ».</source>
        <translation>عُدّل هذا السجلّ: السطر {line} من الملف، الفحص « {check} ».</translation>
    </message>
    <message>
        <source>Aucune clé connue ne signe les lignes après {seq} du journal « {chain} ».</source>
        <translation>لا مفتاح معروف يوقّع الأسطر بعد {seq} من السجلّ « {chain} ».</translation>
    </message>
    <message>
        <source>Donner aussi l’empreinte du poste, avec --fingerprint</source>
        <translation>أعطوا أيضًا بصمة الجهاز، مع --fingerprint</translation>
    </message>
    <message>
        <source>Il manque une empreinte à comparer.</source>
        <translation>تنقص بصمة للمقارنة.</translation>
    </message>
    <message>
        <source>Le fichier n’a pas été touché.</source>
        <translation>لم يُمسّ الملف.</translation>
    </message>
    <message>
        <source>Donner une empreinte (--fingerprint)</source>
        <translation>أعطوا بصمة (--fingerprint)</translation>
    </message>
    <message>
        <source>Qui a exporté ce journal peut la dire.</source>
        <translation>من صدّر هذا السجلّ يمكنه أن يذكرها.</translation>
    </message>
    <message>
        <source>Un fichier est déjà là : {file}.</source>
        <translation>هناك ملف بهذا الاسم: {file}.</translation>
    </message>
    <message>
        <source>Il n’a pas été touché.</source>
        <translation>لم يُمسّ.</translation>
    </message>
    <message>
        <source>Le fichier n’a pas pu être écrit.</source>
        <translation>تعذّرت كتابة الملف.</translation>
    </message>
    <message>
        <source>Choisir un autre endroit</source>
        <translation>اختيار مكان آخر</translation>
    </message>
    <message>
        <source>L’endroit choisi ne répond plus.</source>
        <translation>لم يعد المكان المختار يستجيب.</translation>
    </message>
    <message>
        <source>Le journal reste sur ce poste. S’il apparaît là-bas, il y est entier.</source>
        <translation>يبقى السجلّ على هذا الجهاز. وإذا ظهر هناك فهو كامل.</translation>
    </message>
    <message>
        <source>Ce journal n’est pas signé par la clé attendue.</source>
        <translation>هذا السجلّ غير موقّع بالمفتاح المنتظر.</translation>
    </message>
    <message>
        <source>Vous pouvez continuer.</source>
        <translation>يمكنكم المتابعة.</translation>
    </message>
    <message>
        <source>Le support informatique peut la régler.</source>
        <translation>يمكن للدعم التقني ضبطها.</translation>
    </message>
    <message>
        <source>Voir ce qui est à vérifier</source>
        <translation>رؤية ما يجب التحقق منه</translation>
    </message>
    <message>
        <source>Le poste réessaie tout seul. Le support peut vous aider si cela dure.</source>
        <translation>يعيد الجهاز المحاولة وحده. يمكن للدعم مساعدتكم إذا طال الأمر.</translation>
    </message>
    <message>
        <source>La personne responsable de votre structure peut vous aider.</source>
        <translation>يمكن للمسؤول في جهتكم مساعدتكم.</translation>
    </message>
    <message>
        <source>Ce poste n’est pas relié à Internet.</source>
        <translation>هذا الجهاز غير موصول بالإنترنت.</translation>
    </message>
    <message>
        <source>Le serveur ne répond pas.</source>
        <translation>الخادم لا يستجيب.</translation>
    </message>
    <message>
        <source>La connexion est très lente : le serveur n’a pas répondu à temps.</source>
        <translation>الاتصال بطيء جدًا: لم يجب الخادم في الوقت المناسب.</translation>
    </message>
    <message>
        <source>La connexion a été coupée pendant l’envoi.</source>
        <translation>انقطع الاتصال أثناء الإرسال.</translation>
    </message>
    <message>
        <source>Le relais réseau du site (proxy) ne laisse pas passer.</source>
        <translation>وسيط الشبكة في الموقع (proxy) لا يسمح بالمرور.</translation>
    </message>
    <message>
        <source>Le relais réseau du site (proxy) ne reconnaît pas ce poste.</source>
        <translation>وسيط الشبكة في الموقع (proxy) لا يعرف هذا الجهاز.</translation>
    </message>
    <message>
        <source>Le réglage « proxy » n’est pas une adresse de la forme hôte:port.</source>
        <translation>إعداد « proxy » ليس عنوانًا من الشكل hôte:port.</translation>
    </message>
    <message>
        <source>Le fichier « proxy.secret » n’a pas la forme nom:mot de passe, ou d’autres peuvent le lire.</source>
        <translation>ملف « proxy.secret » ليس من الشكل nom:mot de passe، أو يستطيع آخرون قراءته.</translation>
    </message>
    <message>
        <source>Ce réseau empêche une connexion sûre avec le serveur.</source>
        <translation>هذه الشبكة تمنع اتصالًا آمنًا بالخادم.</translation>
    </message>
    <message>
        <source>Rien n’a été envoyé. Tout est gardé sur ce poste.</source>
        <translation>لم يُرسل شيء. كل شيء محفوظ على هذا الجهاز.</translation>
    </message>
    <message>
        <source>Ce réseau demande d’abord d’ouvrir sa page d’accès à Internet.</source>
        <translation>هذه الشبكة تطلب أولًا فتح صفحة الدخول إلى الإنترنت الخاصة بها.</translation>
    </message>
    <message>
        <source>Qui s’occupe de ce réseau peut l’ouvrir. Le poste réessaie tout seul.</source>
        <translation>المسؤول عن هذه الشبكة يمكنه فتحها. الجهاز يعيد المحاولة وحده.</translation>
    </message>
    <message>
        <source>Le serveur joint n’est pas celui de ce poste.</source>
        <translation>الخادم الذي أجاب ليس خادم هذا الجهاز.</translation>
    </message>
    <message>
        <source>Rien ne lui a été envoyé. Tout est gardé sur ce poste.</source>
        <translation>لم يُرسل إليه شيء. كل شيء محفوظ على هذا الجهاز.</translation>
    </message>
    <message>
        <source>Le serveur a changé de clé depuis l’installation de ce poste.</source>
        <translation>تغيّر مفتاح الخادم منذ تثبيت هذا الجهاز.</translation>
    </message>
    <message>
        <source>Le serveur a un problème.</source>
        <translation>في الخادم مشكلة.</translation>
    </message>
    <message>
        <source>Le serveur est en maintenance.</source>
        <translation>الخادم في صيانة.</translation>
    </message>
    <message>
        <source>Le réseau sera en pause le {day}, de {start} à {end}.</source>
        <translation>ستتوقف الشبكة مؤقتًا يوم {day} من {start} إلى {end}.</translation>
    </message>
    <message>
        <source>Le réseau sera en pause du {day} à {start} jusqu’au {last_day} à {end}.</source>
        <translation>ستتوقف الشبكة مؤقتًا من {day} الساعة {start} إلى {last_day} الساعة {end}.</translation>
    </message>
    <message>
        <source>Le réseau est en pause jusqu’à {end}.</source>
        <translation>الشبكة متوقفة مؤقتًا حتى {end}.</translation>
    </message>
    <message>
        <source>L’heure de ce poste avance de {by}.</source>
        <translation>ساعة هذا الجهاز متقدّمة بمقدار {by}.</translation>
    </message>
    <message>
        <source>L’heure de ce poste retarde de {by}.</source>
        <translation>ساعة هذا الجهاز متأخّرة بمقدار {by}.</translation>
    </message>
    <message>
        <source>Ce poste n’envoie plus rien.</source>
        <translation>هذا الجهاز لم يعد يرسل شيئًا.</translation>
    </message>
    <message>
        <source>Vous pouvez lire vos papiers.</source>
        <translation>يمكنكم قراءة أوراقكم.</translation>
    </message>
    <message>
        <source>Le serveur n’a plus de place.</source>
        <translation>لم يبق مكان في الخادم.</translation>
    </message>
    <message>
        <source>Le serveur demande d’attendre un peu.</source>
        <translation>يطلب الخادم الانتظار قليلًا.</translation>
    </message>
    <message>
        <source>Le serveur a donné une réponse que ce poste ne comprend pas.</source>
        <translation>أعطى الخادم جوابًا لا يفهمه هذا الجهاز.</translation>
    </message>
    <message>
        <source>Le serveur a donné un reçu qui n’est pas valable.</source>
        <translation>أعطى الخادم وصلًا غير صالح.</translation>
    </message>
    <message>
        <source>Les changements restent gardés sur ce poste.</source>
        <translation>تبقى التغييرات محفوظة على هذا الجهاز.</translation>
    </message>
    <message>
        <source>Le serveur envoie des données que ce poste ne peut pas vérifier.</source>
        <translation>يرسل الخادم بيانات لا يمكن لهذا الجهاز التحقق منها.</translation>
    </message>
    <message>
        <source>Elles n’ont pas été gardées. Tout ce qui est sur ce poste est en sécurité.</source>
        <translation>لم تُحفظ. كل ما على هذا الجهاز في أمان.</translation>
    </message>
    <message>
        <source>Le serveur n’a pas reconnu ce poste cette fois.</source>
        <translation>لم يتعرف الخادم على هذا الجهاز هذه المرة.</translation>
    </message>
    <message>
        <source>Cette preuve d’identité n’est pas la bonne.</source>
        <translation>إثبات الهوية هذا غير صحيح.</translation>
    </message>
    <message>
        <source>Ce poste a besoin d’une mise à jour pour parler au serveur.</source>
        <translation>يحتاج هذا الجهاز إلى تحديث للتواصل مع الخادم.</translation>
    </message>
    <message>
        <source>Demander la mise à jour</source>
        <translation>طلب التحديث</translation>
    </message>
    <message>
        <source>Le serveur a besoin d’une mise à jour pour parler à ce poste.</source>
        <translation>يحتاج الخادم إلى تحديث للتواصل مع هذا الجهاز.</translation>
    </message>
    <message>
        <source>Ce poste et le serveur n’ont pas la même version.</source>
        <translation>إصدار هذا الجهاز وإصدار الخادم مختلفان.</translation>
    </message>
    <message>
        <source>Le serveur ne connaît pas ce poste.</source>
        <translation>الخادم لا يعرف هذا الجهاز.</translation>
    </message>
    <message>
        <source>Ce poste a été retiré du réseau.</source>
        <translation>أُخرج هذا الجهاز من الشبكة.</translation>
    </message>
    <message>
        <source>Ce qui n’est pas parti reste gardé sur ce poste.</source>
        <translation>ما لم يُرسل يبقى محفوظًا على هذا الجهاز.</translation>
    </message>
    <message>
        <source>Le réseau a suspendu votre structure.</source>
        <translation>أوقفت الشبكة جهتكم مؤقتًا.</translation>
    </message>
    <message>
        <source>Prévenir la personne responsable</source>
        <translation>إخبار المسؤول</translation>
    </message>
    <message>
        <source>Votre structure a quitté le réseau.</source>
        <translation>غادرت جهتكم الشبكة.</translation>
    </message>
    <message>
        <source>Le serveur n’autorise pas cette demande.</source>
        <translation>لا يسمح الخادم بهذا الطلب.</translation>
    </message>
    <message>
        <source>Le serveur n’a pas trouvé ce qui est demandé.</source>
        <translation>لم يجد الخادم المطلوب.</translation>
    </message>
    <message>
        <source>L’envoi d’une page doit reprendre.</source>
        <translation>يجب إعادة إرسال صفحة.</translation>
    </message>
    <message>
        <source>Une page est arrivée abîmée au serveur : elle repart.</source>
        <translation>وصلت صفحة تالفة إلى الخادم: تُرسل من جديد.</translation>
    </message>
    <message>
        <source>Ce fichier est trop grand pour le serveur.</source>
        <translation>هذا الملف كبير جدًا على الخادم.</translation>
    </message>
    <message>
        <source>Le serveur a été remplacé : ce poste reprend tout depuis le début.</source>
        <translation>استُبدل الخادم: يعيد هذا الجهاز كل شيء من البداية.</translation>
    </message>
    <message>
        <source>Une page reçue du serveur n’est pas celle attendue. Elle a été refusée.</source>
        <translation>وصلت من الخادم صفحة غير المنتظرة. رُفضت.</translation>
    </message>
    <message>
        <source>Tout ce qui est sur ce poste est en sécurité.</source>
        <translation>كل ما على هذا الجهاز في أمان.</translation>
    </message>
    <message>
        <source>L’envoi redémarre sur ce poste.</source>
        <translation>يبدأ الإرسال من جديد على هذا الجهاز.</translation>
    </message>
    <message>
        <source>Le serveur n’a pas pu lire ce changement.</source>
        <translation>لم يتمكن الخادم من قراءة هذا التغيير.</translation>
    </message>
    <message>
        <source>La signature de ce changement n’est pas valable.</source>
        <translation>توقيع هذا التغيير غير صالح.</translation>
    </message>
    <message>
        <source>La personne qui a fait ce changement n’en a pas ou plus le droit.</source>
        <translation>من قام بهذا التغيير لا يملك الحق في ذلك أو لم يعد يملكه.</translation>
    </message>
    <message>
        <source>La personne a mis fin au rattachement avant ce changement.</source>
        <translation>أنهى الشخص الارتباط قبل هذا التغيير.</translation>
    </message>
    <message>
        <source>Un changement plus récent a déjà été fait ailleurs.</source>
        <translation>حدث تغيير أحدث في مكان آخر.</translation>
    </message>
    <message>
        <source>Cette demande est arrivée trop tard.</source>
        <translation>وصل هذا الطلب متأخرًا.</translation>
    </message>
    <message>
        <source>Cet identifiant existe déjà.</source>
        <translation>هذا المعرّف موجود من قبل.</translation>
    </message>
    <message>
        <source>Le coffre de cette personne a été supprimé.</source>
        <translation>حُذفت خزنة هذا الشخص.</translation>
    </message>
    <message>
        <source>Il manque une partie du journal de ce poste.</source>
        <translation>ينقص جزء من سجل هذا الجهاز.</translation>
    </message>
    <message>
        <source>Le journal de ce poste ne suit pas celui du serveur.</source>
        <translation>سجل هذا الجهاز لا يوافق سجل الخادم.</translation>
    </message>
    <message>
        <source>Ce changement est trop grand pour le serveur.</source>
        <translation>هذا التغيير كبير جدًا على الخادم.</translation>
    </message>
    <message>
        <source>Le serveur a refusé ce changement.</source>
        <translation>رفض الخادم هذا التغيير.</translation>
    </message>
    <message>
        <source>Tout ce qui a été envoyé est en sécurité.</source>
        <translation>كل ما أُرسل في أمان.</translation>
    </message>
    <message>
        <source>Prévenir le support</source>
        <translation>إخبار الدعم</translation>
    </message>
    <message>
        <source>Il n’y a plus de place sur cet ordinateur.</source>
        <translation>لم يبق مكان على هذا الحاسوب.</translation>
    </message>
    <message>
        <source>Tout ce qui était enregistré est gardé. Ce dernier geste ne l’est pas.</source>
        <translation>كل ما سُجّل محفوظ. لكن العمل الأخير لم يُحفظ.</translation>
    </message>
    <message>
        <source>Le support informatique peut faire de la place.</source>
        <translation>يمكن للدعم الفني إفراغ مكان.</translation>
    </message>
    <message>
        <source>Le disque de cet ordinateur ne répond pas bien.</source>
        <translation>قرص هذا الحاسوب لا يستجيب جيدًا.</translation>
    </message>
    <message>
        <source>L’ordinateur est occupé à enregistrer autre chose.</source>
        <translation>الحاسوب مشغول بتسجيل شيء آخر.</translation>
    </message>
    <message>
        <source>Le fichier de ce poste est abîmé.</source>
        <translation>ملف هذا الجهاز تالف.</translation>
    </message>
    <message>
        <source>Il est gardé de côté, rien n’est effacé. Tout ce qui a été envoyé est en sécurité.</source>
        <translation>حُفظ جانبًا ولم يُمسح شيء. كل ما أُرسل في أمان.</translation>
    </message>
    <message>
        <source>Un fichier de ce poste a disparu.</source>
        <translation>اختفى ملف من هذا الجهاز.</translation>
    </message>
    <message>
        <source>Ce poste ne retrouve pas la clé de son coffre.</source>
        <translation>لا يجد هذا الجهاز مفتاح خزنته.</translation>
    </message>
    <message>
        <source>Rien n’est effacé. Tout ce qui a été envoyé est en sécurité.</source>
        <translation>لم يُمسح شيء. كل ما أُرسل في أمان.</translation>
    </message>
    <message>
        <source>Ce poste a servi avec une version plus récente de l’application.</source>
        <translation>استُعمل هذا الجهاز مع إصدار أحدث من التطبيق.</translation>
    </message>
    <message>
        <source>Vos papiers sont gardés, sans changement.</source>
        <translation>أوراقكم محفوظة دون تغيير.</translation>
    </message>
    <message>
        <source>Mettre à jour l’application</source>
        <translation>تحديث التطبيق</translation>
    </message>
    <message>
        <source>Ce papier ne s’ouvre pas : il a été modifié.</source>
        <translation>لا تُفتح هذه الورقة: فقد عُدّلت.</translation>
    </message>
    <message>
        <source>Les autres papiers sont en sécurité.</source>
        <translation>الأوراق الأخرى في أمان.</translation>
    </message>
    <message>
        <source>Le journal de ce poste a été modifié à la ligne {entry}.</source>
        <translation>عُدّل سجل هذا الجهاز في السطر {entry}.</translation>
    </message>
    <message>
        <source>Vos papiers sont gardés. Le journal aussi.</source>
        <translation>أوراقكم محفوظة. والسجل أيضًا.</translation>
    </message>
    <message>
        <source>L’ordinateur garde la clé de ce poste fermée.</source>
        <translation>يُبقي الحاسوب مفتاح هذا الجهاز مغلقًا.</translation>
    </message>
    <message>
        <source>La clé de ce poste est abîmée ou a disparu.</source>
        <translation>مفتاح هذا الجهاز تالف أو مفقود.</translation>
    </message>
    <message>
        <source>Le coffre et les papiers sont enregistrés.</source>
        <translation>الخزنة والأوراق مسجّلة.</translation>
    </message>
    <message>
        <source>Ne plus imprimer</source>
        <translation>إيقاف الطباعة</translation>
    </message>
    <message>
        <source>L’impression continue toute seule après.</source>
        <translation>تُستأنف الطباعة وحدها بعد ذلك.</translation>
    </message>
    <message>
        <source>Aucune imprimante n’est prête.</source>
        <translation>لا توجد طابعة جاهزة.</translation>
    </message>
    <message>
        <source>Il n’y a plus de feuilles dans l’imprimante.</source>
        <translation>لم يبقَ ورق في الطابعة.</translation>
    </message>
    <message>
        <source>Quelqu’un du service peut en remettre.</source>
        <translation>يمكن لأحد العاملين في المؤسسة إضافة ورق.</translation>
    </message>
    <message>
        <source>Une feuille est coincée dans l’imprimante.</source>
        <translation>ورقة عالقة في الطابعة.</translation>
    </message>
    <message>
        <source>Quelqu’un du service peut la retirer.</source>
        <translation>يمكن لأحد العاملين في المؤسسة سحبها.</translation>
    </message>
    <message>
        <source>Le capot de l’imprimante est ouvert.</source>
        <translation>غطاء الطابعة مفتوح.</translation>
    </message>
    <message>
        <source>Quelqu’un du service peut le fermer.</source>
        <translation>يمكن لأحد العاملين في المؤسسة إغلاقه.</translation>
    </message>
    <message>
        <source>L’encre de l’imprimante est finie.</source>
        <translation>انتهى حبر الطابعة.</translation>
    </message>
    <message>
        <source>Quelqu’un du service peut la changer.</source>
        <translation>يمكن لأحد العاملين في المؤسسة تغييره.</translation>
    </message>
    <message>
        <source>L’imprimante ne répond pas.</source>
        <translation>الطابعة لا تستجيب.</translation>
    </message>
    <message>
        <source>Elle est peut-être éteinte ou débranchée.</source>
        <translation>ربما هي مطفأة أو غير موصولة.</translation>
    </message>
    <message>
        <source>L’imprimante est en pause.</source>
        <translation>الطابعة متوقفة مؤقتاً.</translation>
    </message>
    <message>
        <source>L’imprimante s’est arrêtée avant la fin.</source>
        <translation>توقفت الطابعة قبل النهاية.</translation>
    </message>
    <message>
        <source>Comptez vos feuilles, puis imprimez de nouveau.</source>
        <translation>عدّوا أوراقكم، ثم اطبعوا من جديد.</translation>
    </message>
    <message>
        <source>Ces pages ne sont pas dans le papier.</source>
        <translation>هذه الصفحات ليست في الورقة.</translation>
    </message>
    <message>
        <source>Choisissez d’autres pages.</source>
        <translation>اختاروا صفحات أخرى.</translation>
    </message>
    <message>
        <source>Le papier reste dans le coffre. Aucune copie n’est sortie.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fermer ce message</source>
        <translation>إغلاق هذه الرسالة</translation>
    </message>
    <message>
        <source>Répondez, puis faites la copie.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Aucun dossier ni aucune clé n’est autorisé pour les copies de travail.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Votre structure les autorise dans les réglages du poste.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le support choisi n’est pas là.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Branchez la clé autorisée, puis recommencez.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La copie n’a pas pu être écrite.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le support est peut-être plein ou protégé.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le support ne répond pas. La copie n’est pas terminée.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retirez la clé. Une partie de la copie y est peut-être : elle est notée à supprimer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le support ne répond pas.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La copie est notée à supprimer. Branchez la clé de nouveau, puis réessayez.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Il manque l’endroit de la copie.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dites en quelques mots pourquoi il faut une copie.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le motif est trop long : 200 signes au plus.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Une copie de travail dure sept jours au plus.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ce papier est sensible : répondez d’abord à la question.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sans besoin réel, montrez le papier à l’écran.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La copie n’est pas là où elle a été écrite.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le papier reste dans le coffre.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Branchez la clé, ou cherchez la copie. Quand elle est supprimée, dites-le ici.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cette copie est déjà supprimée.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vérifiez qu’elle est allumée et branchée, puis imprimez de nouveau.</source>
        <translation>تحققوا من أنها مشغّلة وموصولة، ثم اطبعوا من جديد.</translation>
    </message>
    <message>
        <source>L’imprimante n’a pas pris le papier à imprimer.</source>
        <translation>لم تأخذ الطابعة الورقة المطلوب طباعتها.</translation>
    </message>
    <message>
        <source>La personne n’a pas dit oui aux rappels.</source>
        <translation>لم يوافق الشخص على تلقي تذكيرات.</translation>
    </message>
    <message>
        <source>Rien n’est envoyé.</source>
        <translation>لم يُرسَل شيء.</translation>
    </message>
    <message>
        <source>Poser la question</source>
        <translation>طرح السؤال</translation>
    </message>
    <message>
        <source>La personne décide, et peut changer d’avis.</source>
        <translation>القرار للشخص، ويمكنه تغيير رأيه.</translation>
    </message>
    <message>
        <source>C’est trop tard pour prévenir avant ce rendez-vous.</source>
        <translation>فات الأوان للتذكير قبل هذا الموعد.</translation>
    </message>
    <message>
        <source>Rien n’est envoyé. Les autres rappels restent.</source>
        <translation>لم يُرسَل شيء. بقية التذكيرات باقية.</translation>
    </message>
    <message>
        <source>Choisir un autre moment</source>
        <translation>اختيار وقت آخر</translation>
    </message>
    <message>
        <source>Ces mots ne tiennent pas dans un seul message.</source>
        <translation>هذه الكلمات لا تسعها رسالة واحدة.</translation>
    </message>
    <message>
        <source>Ce que vous avez écrit est encore là.</source>
        <translation>ما كتبتموه لا يزال هنا.</translation>
    </message>
    <message>
        <source>Raccourcir</source>
        <translation>تقصير النص</translation>
    </message>
    <message>
        <source>Ce rappel n’est plus dans cette liste.</source>
        <translation>هذا التذكير لم يعد في هذه القائمة.</translation>
    </message>
    <message>
        <source>Les autres rappels sont là.</source>
        <translation>بقية التذكيرات هنا.</translation>
    </message>
    <message>
        <source>Ce rappel est à la personne, ou à un autre service.</source>
        <translation>هذا التذكير للشخص أو لجهة أخرى.</translation>
    </message>
    <message>
        <source>Il reste comme il est.</source>
        <translation>يبقى كما هو.</translation>
    </message>
    <message>
        <source>La personne peut le changer sur la borne.</source>
        <translation>يمكن للشخص تغييره على الجهاز.</translation>
    </message>
    <message>
        <source>Ce rendez-vous est dans plus de deux ans.</source>
        <translation>هذا الموعد بعد أكثر من سنتين.</translation>
    </message>
    <message>
        <source>Ce poste ne sait pas encore envoyer de rappels.</source>
        <translation>هذا الجهاز لا يستطيع بعد إرسال التذكيرات.</translation>
    </message>
    <message>
        <source>Votre responsable peut installer le poste de nouveau.</source>
        <translation>يمكن للمسؤول تثبيت الجهاز من جديد.</translation>
    </message>
</context>
</TS>
