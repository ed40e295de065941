function New-ExoPortTaskFolder {
    <#
    Makes the folder for a task's state, in which administrators, Windows and the task's account may write, and nobody else. Any
    user may make folders in ProgramData: one that an ordinary user has put there before is refused, or that user could
    lead a task with more rights to other files. Throws when it is not available.
    #>
    param([string] $Path, [hashtable] $Account)

    $system = [System.Security.Principal.SecurityIdentifier]::new('S-1-5-18')
    $administrators = [System.Security.Principal.SecurityIdentifier]::new('S-1-5-32-544')
    $users = [System.Security.Principal.SecurityIdentifier]::new('S-1-5-32-545')
    $trustedInstaller = 'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464'
    $accountSid = Resolve-ExoPortSid -Account $Account
    $self = [System.Security.Principal.WindowsIdentity]::GetCurrent()
    $trusted = @($system.Value, $administrators.Value, $trustedInstaller, $self.User.Value)
    $self.Dispose()

    $tasks = [System.IO.Path]::GetDirectoryName($Path)
    foreach ($folder in [System.IO.Path]::GetDirectoryName($tasks), $tasks, $Path) {
        $security = [System.Security.AccessControl.DirectorySecurity]::new()
        # Nothing is inherited from ProgramData, where users may make files.
        $security.SetAccessRuleProtection($true, $false)
        # Whichever administrator comes next is to know it again.
        $security.SetOwner($administrators)
        $grants = [ordered]@{ $administrators = 'FullControl'; $system = 'FullControl' }
        if ($folder -eq $Path) { $grants[$accountSid] = 'Modify' } else { $grants[$users] = 'ReadAndExecute' }
        foreach ($sid in $grants.Keys) {
            $security.AddAccessRule([System.Security.AccessControl.FileSystemAccessRule]::new($sid, $grants[$sid], 'ContainerInherit, ObjectInherit', 'None', 'Allow'))
        }
        if (-not [System.IO.Directory]::Exists($folder)) {
            New-ExoPortSecureFolder -Path $folder -Security $security
            continue
        }
        $information = [System.IO.DirectoryInfo]::new($folder)
        if ($information.Attributes -band [System.IO.FileAttributes]::ReparsePoint) {
            throw [System.InvalidOperationException]::new("$folder is a link to another place. Remove it, or use -StatePath.")
        }
        $owner = (Get-ExoPortFolderSecurity -Folder $information).GetOwner([System.Security.Principal.SecurityIdentifier])
        if ($trusted -notcontains $owner.Value) {
            throw [System.InvalidOperationException]::new("$folder belongs to $owner, who is not an administrator and could change it. Remove it, or use -StatePath.")
        }
        # The account may be another than that of the task before.
        if ($folder -eq $Path) { Set-ExoPortFolderSecurity -Folder $information -Security $security }
    }
}
